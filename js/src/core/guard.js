// What a page set before us; an element called "vt" is none of it.
export const early = typeof vt == 'function' && vt;

// Not from a file, not in a frame, not twice: the rest of the script does not run then.
// The build turns this "debugger" into "return" (the statement no minifier moves or merges).
if (!/^http/.test(location) || (top != window && !__FRAMES__) || early.v) debugger;
