"""What the exercises' checks know, one module per notebook: nb02 for 02_recurrent_recap."""
