import type { EditorAction } from "./actions";

/** What an action is called where nothing is selected or done: "Undo", "Disable". */
export const plainLabel = ({ label, plain }: Pick<EditorAction, "label" | "plain">): string =>
  typeof label === "string" ? label : (plain ?? "");
