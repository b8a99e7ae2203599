/** What is done by hand on the canvas, for the overview and the docs: what the list of actions does not say. */
export type Gesture = { label: string; how: readonly string[]; group: "Draw" | "Choose" | "Move around" | "By finger" };

export const gestures: readonly Gesture[] = [
  { group: "Draw", label: "Add a node here", how: ["double-click on the ground"] },
  { group: "Draw", label: "Add a node and connect it", how: ["drag a wire to the ground", "click + at an output"] },
  { group: "Draw", label: "Connect nodes one after the other", how: ["Mod+click on each"] },
  { group: "Draw", label: "Connect two ports", how: ["drag", "click one, then the other"] },
  { group: "Draw", label: "Put a node into a wire", how: ["drop it on the wire"] },
  { group: "Draw", label: "Move the end of a wire", how: ["drag its end"] },
  { group: "Draw", label: "Pull a wire out", how: ["drag its end to the ground"] },
  { group: "Draw", label: "Open", how: ["double-click"] },
  { group: "Choose", label: "Go along the wires", how: ["ArrowLeft", "ArrowRight"] },
  { group: "Choose", label: "Go to the branch above or below", how: ["ArrowUp", "ArrowDown"] },
  { group: "Choose", label: "Go to the next node or wire", how: ["Tab"] },
  { group: "Choose", label: "Choose what has the focus", how: ["Space"] },
  { group: "Choose", label: "Choose several in a box", how: ["Shift+drag"] },
  { group: "Choose", label: "Add to the selection", how: ["Shift+click"] },
  { group: "Choose", label: "Choose a group", how: ["click on its name"] },
  { group: "Choose", label: "Close, or let go of the selection", how: ["Escape"] },
  { group: "Move around", label: "Move the selection", how: ["drag", "Mod+arrow key"] },
  { group: "Move around", label: "Move it further", how: ["Mod+Shift+arrow key"] },
  { group: "Move around", label: "Move the view", how: ["drag the ground", "middle button", "Space+drag", "wheel"] },
  { group: "Move around", label: "Zoom", how: ["Mod+wheel", "pinch"] },
  { group: "By finger", label: "Choose", how: ["tap"] },
  { group: "By finger", label: "Open", how: ["double tap"] },
  { group: "By finger", label: "Menu", how: ["long press"] },
  { group: "By finger", label: "Move the view and zoom", how: ["two fingers"] },
];
