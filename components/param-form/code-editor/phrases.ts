import type { Texts } from "../../messages/texts";

/** What CodeMirror says of itself, by its own English words. */
export const phrases = (t: Texts): { [english: string]: string } => ({
  Completions: t("forms.codeEditor.phrases.completions"),
  Diagnostics: t("forms.codeEditor.phrases.diagnostics"),
  "No diagnostics": t("forms.codeEditor.phrases.noDiagnostics"),
  close: t("forms.codeEditor.phrases.close"),
  "Fold line": t("forms.codeEditor.phrases.foldLine"),
  "Unfold line": t("forms.codeEditor.phrases.unfoldLine"),
  "folded code": t("forms.codeEditor.phrases.foldedCode"),
  unfold: t("forms.codeEditor.phrases.unfold"),
  "Folded lines": t("forms.codeEditor.phrases.foldedLines"),
  "Unfolded lines": t("forms.codeEditor.phrases.unfoldedLines"),
  to: t("forms.codeEditor.phrases.to"),
  "Selection deleted": t("forms.codeEditor.phrases.selectionDeleted"),
  "Control character": t("forms.codeEditor.phrases.controlCharacter"),
});
