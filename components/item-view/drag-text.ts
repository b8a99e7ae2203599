/** What a field is called in an expression, and how it travels there by drag and drop. */

const isName = /^[A-Za-z_$][\w$]*$/;

/** `$json.order["first name"].lines[0]` of `["order", "first name", "lines", 0]`. */
export function fieldPath(base: string, keys: readonly (string | number)[]): string {
  let path = base;
  for (const key of keys) {
    if (typeof key === "number") path += `[${key}]`;
    else path += isName.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  }
  return path;
}

/** What the items of another node are called. */
export const expressionBase = (nodeName: string) =>
  `$('${nodeName.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}').item.json`;

/** The text to drop into an expression. A key with `}}` would end the code too early, so it is written escaped. */
export const expressionOf = (path: string) => `{{ ${path.replaceAll("}}", "}\\u007d")} }}`;

/** The mark of our own drags: a text from elsewhere is no expression. */
const mark = "application/x-islewire-field";

export const draggedExpression = {
  isIn: (data: DataTransfer) => data.types.includes(mark),
  put(data: DataTransfer, path: string) {
    data.effectAllowed = "copy";
    data.setData("text/plain", expressionOf(path));
    data.setData(mark, path);
  },
};
