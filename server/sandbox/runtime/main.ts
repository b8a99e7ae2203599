import { evaluate } from "./evaluate";
import { callMethod, callMethodIf } from "./extensions/call-method";
import { InputView } from "./input-view";
import { findPath, whenLoaded } from "./lazy";
import { LegacyNodeView, NodeView } from "./node-reader";
import { runCode } from "./run-code";

/**
 * The first script of every context. It takes away what user code must not have, and hands our functions to the
 * host, which keeps them and deletes the name: nothing of ours stays reachable.
 */
for (const name of ["WebAssembly", "SharedArrayBuffer", "Atomics"]) Reflect.deleteProperty(globalThis, name);
for (const name of ["resize", "transfer", "transferToFixedLength", "resizable", "maxByteLength"]) {
  Reflect.deleteProperty(ArrayBuffer.prototype, name);
}

/** A shared context keeps nothing that user code could leave behind. */
function freezeAll(): void {
  const seen = new Set<object>();
  const freeze = (value: unknown) => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
    seen.add(value);
    for (const key of Reflect.ownKeys(value)) {
      const property = Reflect.getOwnPropertyDescriptor(value, key);
      if (!property) continue;
      freeze(property.value);
      freeze(property.get);
      freeze(property.set);
    }
    freeze(Reflect.getPrototypeOf(value));
    Object.freeze(value);
  };
  whenLoaded(freeze);
  // What the last match of an expression left behind.
  for (const name of Reflect.ownKeys(RegExp)) {
    if (typeof name === "string" && /^(\$|input$|last|left|right)/.test(name)) Reflect.deleteProperty(RegExp, name);
  }
  for (const own of [findPath, callMethod, callMethodIf, NodeView, LegacyNodeView, InputView]) freeze(own);
  Reflect.deleteProperty(Error, "captureStackTrace");
  for (const start of [globalThis, async () => {}, function* () {}, async function* () {}, ...unnamed()]) freeze(start);
}

/** Newer than the types this project is compiled with. */
function iteratorHelpers(): object[] {
  type Helpers = { from(value: object): { map(change: () => null): object } };
  const { Iterator: helpers } = globalThis as unknown as { Iterator: Helpers };
  const wrapped = helpers.from({ next: () => ({ done: true, value: undefined }) });
  return [wrapped, wrapped.map(() => null)];
}

/** Objects with prototypes that no name leads to. */
const unnamed = () => [
  [][Symbol.iterator](),
  ""[Symbol.iterator](),
  new Map()[Symbol.iterator](),
  new Set()[Symbol.iterator](),
  "".matchAll(/x/g),
  ...iteratorHelpers(),
  new Intl.Segmenter("en").segment(""),
  new Intl.Segmenter("en").segment("")[Symbol.iterator](),
];

export { evaluate, freezeAll, runCode };
