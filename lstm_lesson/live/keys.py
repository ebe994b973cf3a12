"""Keys for sliders, answers and menus, and not for the notebook around them.

A notebook program has a meaning of its own for plain keys: arrows go to another cell, D D deletes one. JupyterLab takes
them wherever a question's answers have the focus, and D D on a slider too; Notebook 7 takes the arrows on a slider
besides, which are the only keys that move it by one step. So the page is told to leave them alone there. Keys with
Ctrl, Alt, ⌘ or Shift go where they always go.
"""

from lstm_lesson.live.page_script import in_page

CONTROLS = ".lesson-exhibit .noUi-handle, .lesson-exhibit select, .lesson-prediction input[type=radio]"
# The attribute is read by Lumino, of which JupyterLab and Notebook 7 are made. `window` hears of a key before anything
# else does; one listener serves the page.
LEAVE_KEYS_ALONE = in_page(f"""
window.lessonKeys ??= window.addEventListener('keydown', (event) => {{
    const plain = !(event.ctrlKey || event.altKey || event.metaKey || event.shiftKey);
    if (event.target.matches?.('{CONTROLS}')) {{
        event.target.toggleAttribute('data-lm-suppress-shortcuts', plain);
    }}
}}, true) ?? true;
""")
