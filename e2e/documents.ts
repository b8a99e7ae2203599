type Node = { id: string; type: string; version: 1; name: string; position: { x: number; y: number }; params: object };

/** A workflow for the test's scene: node types with parameters in a row, wired one after the other. */
export function chain(name: string, ...nodes: [nodeName: string, type: string, params?: object][]) {
  return {
    formatVersion: 1,
    name,
    nodes: nodes.map(([nodeName, type, params = {}], index): Node => {
      const position = { x: index * 280, y: 0 };
      return { id: `n${index}`, type: `core.${type}`, version: 1, name: nodeName, position, params };
    }),
    edges: nodes.slice(1).map((_, index) => ({
      from: { node: `n${index}`, port: "main" },
      to: { node: `n${index + 1}`, port: "main" },
    })),
    notes: [],
    settings: {},
  };
}
