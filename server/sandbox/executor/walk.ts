import type { AnyNode } from "acorn";

/** The nodes directly below a node that hold values: names of members and of properties are none. */
export function* children(node: AnyNode): Generator<AnyNode> {
  for (const [name, value] of Object.entries(node)) {
    if (isName(node, name)) continue;
    if (Array.isArray(value)) for (const entry of value) if (isNode(entry)) yield entry;
    if (isNode(value)) yield value;
  }
}

function isName(node: AnyNode, part: string): boolean {
  switch (node.type) {
    case "MemberExpression":
      return part === "property" && !node.computed;
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
      return part === "key" && !node.computed;
    case "BreakStatement":
    case "ContinueStatement":
    case "LabeledStatement":
      return part === "label";
    default:
      return false;
  }
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";

/** Names that the code itself gives to parameters, variables and functions. */
export function boundNames(root: AnyNode): Set<string> {
  const names = new Set<string>();
  const open: { node: AnyNode; binds: boolean }[] = [{ node: root, binds: false }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, binds } = next;
    if (binds && node.type === "Identifier") names.add(node.name);
    for (const child of children(node)) open.push({ node: child, binds: isBinding(node, child, binds) });
  }
  return names;
}

function isBinding(parent: AnyNode, child: AnyNode, binds: boolean): boolean {
  switch (parent.type) {
    case "ArrowFunctionExpression":
    case "FunctionExpression":
    case "FunctionDeclaration":
      return child !== parent.body;
    case "VariableDeclarator":
      return child !== parent.init;
    case "CatchClause":
      return child === parent.param;
    case "ClassExpression":
    case "ClassDeclaration":
      return child === parent.id;
    case "AssignmentPattern":
      return binds && child === parent.left;
    case "ObjectPattern":
    case "ArrayPattern":
    case "RestElement":
    case "Property":
      return binds;
    default:
      return false;
  }
}
