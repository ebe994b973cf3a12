// What the sweep does and sees on a page, in JupyterLab and in Notebook 7; tests/sweep_hands.py calls it.
window.sweep = (() => {
    const ROWS = '[class*=lesson-control-]';
    const PARTS = '.noUi-handle, input, select, textarea, button';
    const notebook = () => jupyterapp.shell.currentWidget;
    const kernel = () => notebook().sessionContext.session?.kernel;
    const picture = root => root.querySelector('.lesson-picture img');
    const readout = root => root.querySelector('.lesson-readout')?.innerText ?? '';
    const shows = node => node.checkVisibility();
    const free = node => shows(node) && !node.disabled && !node.closest('[disabled]');
    const frame = () => new Promise(requestAnimationFrame);
    const words = node => node.innerText.replaceAll('\u00a0', ' ').trim();

    // A short name for each picture, the same for the same: so that the pictures need not leave the page, nor stay in it.
    async function short(source) {
        const sum = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(source));
        return new Uint8Array(sum).join();
    }

    function nameOf(row) {
        const name = [...row.classList].find(name => name.startsWith('lesson-control-'));
        return name.slice('lesson-control-'.length);
    }

    // Where the parts stand, seen from the exhibit's corner. A row may grow downwards, where a box opens under its menu.
    function places(root) {
        const corner = root.getBoundingClientRect();
        const found = {};
        const note = (name, node, ...sizes) => {
            const box = node.getBoundingClientRect();
            found[name] = [box.x - corner.x, box.y - corner.y, ...sizes.map(size => box[size])];
        };
        note('the exhibit', root, 'width');
        note('the picture', picture(root), 'width', 'height');
        for (const row of root.querySelectorAll(ROWS)) {
            if (shows(row)) note(nameOf(row), row, 'width');
        }
        return found;
    }

    function beyond(root) {
        const room = notebook().content.node.getBoundingClientRect();
        const output = root.closest('.jp-OutputArea-output').getBoundingClientRect();
        const edge = Math.min(room.right, output.right) + 1;
        return [...root.querySelectorAll('*')].filter(part => {
            const box = part.getBoundingClientRect();
            return box.width > 0 && box.height > 0 && box.right > edge;
        }).map(part => `${part.tagName} ${part.className}`).slice(0, 3);
    }

    async function look(root) {
        const image = picture(root);
        await image.decode().catch(() => 0);
        return {
            picture: await short(image.src),
            whole: image.complete && image.naturalWidth > 100,
            readout: readout(root),
            alt: image.alt,
            errors: [...root.querySelectorAll('.lesson-error')].map(words),
            alerts: [...root.querySelectorAll('[role=alert]:not(.lesson-error)')].filter(shows).map(words),
            beyond: beyond(root),
            places: places(root),
        };
    }

    // Messages of widgets that the kernel has not answered yet. A slider that is dragged sends its last place when the one
    // before is answered, at once; so if nothing is unanswered, everything has arrived.
    const open = new Set();
    const listened = new WeakSet();

    // Listen to the kernel, and say whether there is one.
    function listen() {
        if (!kernel()) return false;
        if (listened.has(kernel())) return true;
        listened.add(kernel());
        open.clear();
        kernel().anyMessage.connect((_, {msg, direction}) => {
            if (direction === 'send' && msg.header.msg_type === 'comm_msg') open.add(msg.header.msg_id);
        });
        kernel().iopubMessage.connect((_, msg) => {
            if (msg.header.msg_type === 'status' && msg.content.execution_state === 'idle') {
                open.delete(msg.parent_header.msg_id);
            }
        });
        return true;
    }

    async function settle() {
        await until(() => open.size === 0);
        await frame();
    }

    // Wait by the clock and not by the frame: each frame that is asked for is painted, which costs more than the look.
    async function until(condition, seconds = 30) {
        const end = performance.now() + 1000 * seconds;
        while (!condition()) {
            if (performance.now() > end) return false;
            await new Promise(done => setTimeout(done, 5));
        }
        return true;
    }

    // Moves that the page can make itself just as a hand would.
    const act = {
        key: (node, key) => {
            node.focus();
            node.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
        },
        click: node => node.click(),
        choose: (menu, place) => {
            menu.selectedIndex = place;
            menu.dispatchEvent(new Event('change', {bubbles: true}));
        },
        type: (box, words) => {
            box.value = words;
            for (const kind of ['input', 'change']) box.dispatchEvent(new Event(kind, {bubbles: true}));
        },
    };

    // Make moves one after the other, and look after each.
    async function moves(root, all) {
        const seen = [];
        for (const [kind, node, argument] of all) {
            node.lessonTried = true;
            act[kind](node, argument);
            await settle();
            const now = await look(root);
            now.value = 'value' in node ? node.value : words(node);
            seen.push(now);
        }
        return seen;
    }

    async function redrawn(root, act) {
        const before = picture(root).src;
        act();
        await until(() => picture(root).src !== before);
    }

    async function after(root) {
        await settle();
        return await look(root);
    }

    // A slider brought into view, ready for keys: where it stands and how far it goes; null if it is locked or was tried.
    function ready(row) {
        const handle = row.querySelector('.noUi-handle');
        if (!handle || !free(handle) || handle.lessonTried) return null;
        const box = row.querySelector('.widget-text input');
        handle.lessonTried = box.lessonTried = true;
        handle.scrollIntoView({block: 'nearest'});
        handle.focus();
        const [low, high, at] = ['min', 'max', 'now'].map(end => Number(handle.getAttribute(`aria-value${end}`)));
        return {name: nameOf(row), low, high, at, written: box.value};
    }

    // The keys that take a slider from where it stands to an end, and from there some steps back: not to the other end,
    // since the picture of −180° is that of 180°.
    function ends(handle) {
        const [high, now] = ['max', 'now'].map(end => Number(handle.getAttribute(`aria-value${end}`)));
        return now < high ? ['End', 'PageDown'] : ['Home', 'PageUp'];
    }

    function middle(node) {
        const box = node.getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];
    }

    // Where the mouse takes a slider's handle, and where it lets it go, at this share of its way.
    function way(row, share) {
        const track = row.querySelector('.noUi-base').getBoundingClientRect();
        const [x, y] = middle(row.querySelector('.noUi-handle'));
        return [[x, y], [track.x + share * track.width, y]];
    }

    const untried = root => [...root.querySelectorAll(PARTS)].filter(node => shows(node) && !node.lessonTried)
        .map(node => `${node.tagName} ${node.className} ${words(node)}`);

    function cellOf(id) {
        const cell = notebook().content.widgets.find(cell => cell.model.id === id);
        cell.node.dataset.lessonCell = id;
        cell.node.scrollIntoView();  // those out of sight are not on the page
        return cell;
    }

    // Show a cell, and wait until everything that it shows alive is on the page.
    async function showCell(id) {
        listen();
        const cell = cellOf(id);
        const views = cell.model.outputs.toJSON().filter(
            output => output.data?.['application/vnd.jupyter.widget-view+json'],
        ).length;
        const there = () => cell.node.querySelectorAll('.jp-OutputArea-output > .jupyter-widgets').length >= views;
        await until(() => there() || cell.node.textContent.includes('model not found'));
        return there();
    }

    // How many pictures of a cell can be seen, and what its outputs say.
    async function seen(id, wanted) {
        const {node} = cellOf(id);
        const whole = () => [...node.querySelectorAll("img[src^='data:image/png']")]
            .filter(image => shows(image) && image.complete && image.naturalWidth > 100).length;
        await until(() => whole() >= wanted, 10);
        const before = [...node.querySelectorAll('.lesson-exhibit, .lesson-prediction')]
            .map(part => getComputedStyle(part, '::before').content);
        const read = node.cloneNode(true);  // innerText leaves out what is not in the window
        read.querySelectorAll('style, script').forEach(rules => rules.remove());  // the note stands in its rule, too
        return [whole(), read.textContent + before.join(' ')];
    }

    // ---- Questions: the button of the first that is open, its answer to click or to type, and what is said of it

    const commit = cell => [...cell.querySelectorAll('button')].find(
        button => free(button) && words(button) === 'Commit',
    );
    const asked = commit => commit.closest('.widget-hbox').parentElement;
    const about = commit => words(commit.closest('.widget-hbox'));
    const answer = commit => asked(commit).querySelector('input');
    const movable = cell => [...cell.querySelectorAll('.lesson-exhibit')].flatMap(
        root => [...root.querySelectorAll(PARTS)].filter(free).map(part => `${part.tagName} ${words(part)}`),
    );
    const explained = cell => [...cell.querySelectorAll('.lesson-explanation')].map(words).join(' ');

    return {
        about, after, answer, commit, ends, explained, free, kernel, listen, movable, moves, nameOf, notebook, ready, redrawn,
        seen, settle, showCell, until, untried, way, words,
    };
})();
