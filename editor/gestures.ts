/** What is done by hand on the canvas, for the overview and the docs: what the list of actions does not say. */
export type Gesture = { label: string; how: readonly string[]; group: "Draw" | "Select" | "Move around" | "By finger" };

export const gestures: readonly Gesture[] = [
  { group: "Draw", label: "Add a node here", how: ["double-click the canvas"] },
  { group: "Draw", label: "Add a node and connect it", how: ["drop a wire on the canvas", "click + at an output"] },
  { group: "Draw", label: "Connect nodes one after the other", how: ["Mod+click each"] },
  { group: "Draw", label: "Connect two ports", how: ["drag", "click one, then the other"] },
  { group: "Draw", label: "Put a node into a wire", how: ["drop it on the wire"] },
  { group: "Draw", label: "Move the end of a wire", how: ["drag its end"] },
  { group: "Draw", label: "Pull a wire out", how: ["drop its end on the canvas"] },
  { group: "Draw", label: "Open", how: ["double-click"] },
  { group: "Select", label: "Go along the wires", how: ["ArrowLeft", "ArrowRight"] },
  { group: "Select", label: "Go to the branch above or below", how: ["ArrowUp", "ArrowDown"] },
  { group: "Select", label: "Go to the next node or wire", how: ["Tab"] },
  { group: "Select", label: "Select what has the focus", how: ["Space"] },
  { group: "Select", label: "Select several in a box", how: ["Shift+drag"] },
  { group: "Select", label: "Add to the selection", how: ["Shift+click"] },
  { group: "Select", label: "Select a group", how: ["click its name"] },
  { group: "Select", label: "Close, or let go of the selection", how: ["Escape"] },
  { group: "Move around", label: "Move the selection", how: ["drag", "Mod+arrow key"] },
  { group: "Move around", label: "Move it further", how: ["Mod+Shift+arrow key"] },
  { group: "Move around", label: "Move the view", how: ["drag the canvas", "middle button", "Space+drag", "wheel"] },
  { group: "Move around", label: "Zoom", how: ["Mod+wheel", "pinch"] },
  { group: "By finger", label: "Select", how: ["tap"] },
  { group: "By finger", label: "Open", how: ["double tap"] },
  { group: "By finger", label: "Menu", how: ["long press"] },
  { group: "By finger", label: "Move the view and zoom", how: ["two fingers"] },
];
