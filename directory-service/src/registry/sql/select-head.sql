select value from revision
