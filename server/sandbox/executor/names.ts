/** Names an expression may not write out: they lead to constructors, prototypes and property definitions. */
export const blockedNames: ReadonlySet<string> = new Set([
  ...["__proto__", "prototype", "constructor", "prepareStackTrace"],
  ...["getPrototypeOf", "setPrototypeOf", "defineProperty", "defineProperties"],
  ...["getOwnPropertyDescriptor", "getOwnPropertyDescriptors"],
  ...["__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"],
]);

const empty = "({})";
const hidden = [
  ...["document", "global", "window", "Window", "globalThis", "self", "alert", "prompt", "confirm"],
  ...["eval", "uneval", "Function", "setTimeout", "setInterval", "setImmediate"],
  ...["clearTimeout", "clearInterval", "clearImmediate", "queueMicrotask", "requestAnimationFrame"],
  ...["fetch", "XMLHttpRequest", "WebSocket", "Promise", "Reflect", "Proxy", "WebAssembly"],
  ...["Generator", "GeneratorFunction", "AsyncFunction", "AsyncGenerator", "AsyncGeneratorFunction"],
  ...["escape", "unescape", "require", "module", "Buffer"],
];

/** Globals of other JavaScript hosts, and what an expression finds in their place. */
export const hiddenGlobals: { readonly [name: string]: string } = {
  ...Object.fromEntries(hidden.map((name) => [name, empty])),
  process: "({env:{}})",
};
