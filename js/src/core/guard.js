// What a page set before us, or an element called "vt".
export const early = window.vt || 0;

// Not from a file, not in a frame, not twice: the rest of the script does not run then.
// The build turns this "debugger" into "return" (the statement no minifier moves or merges).
if (location.protocol < 'h' || (top != window && !__FRAMES__) || early.v == 1) debugger;
