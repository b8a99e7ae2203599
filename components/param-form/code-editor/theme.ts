import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Looks like the other controls. Colours are variables, so light and dark need no second theme. */
const look = EditorView.theme({
  "&": { fontSize: "13px", backgroundColor: "transparent", color: "var(--text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono, ui-monospace, monospace)", lineHeight: "20px", overflow: "auto" },
  ".cm-content": { padding: "7px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 12px" },
  ".cm-placeholder": { color: "var(--muted)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--primary) 24%, transparent)",
  },
  // Lines that are scrolled to the side pass under it.
  ".cm-gutters": { backgroundColor: "var(--editor-background, var(--surface))", color: "var(--muted)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--hover) 55%, transparent)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--primary-soft)",
    outline: "1px solid var(--primary)",
  },
  ".cm-foldPlaceholder": { backgroundColor: "var(--hover)", border: "none", color: "var(--muted)" },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "1px solid var(--border)",
    borderRadius: "8px",
    boxShadow: "0 4px 12px hsl(var(--shadow-color) / 0.16)",
    overflow: "hidden",
    zIndex: "60",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "14rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "4px 10px", lineHeight: "18px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--primary-soft)",
    color: "var(--text)",
  },
  ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal", marginLeft: "12px" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--primary)", fontWeight: "600" },
  ".cm-tooltip .cm-completionInfo": { padding: "6px 10px", maxWidth: "18rem" },
  ".cm-diagnostic": { padding: "6px 10px", fontFamily: "var(--font-sans, sans-serif)" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--danger)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--warning)" },
  ".cm-diagnosticAction": {
    backgroundColor: "var(--primary-soft)",
    color: "var(--primary)",
    borderRadius: "6px",
    padding: "2px 8px",
    fontWeight: "500",
  },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--danger)",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--warning)",
    textUnderlineOffset: "3px",
  },
  ".cm-expression-code": {
    backgroundColor: "color-mix(in srgb, var(--primary) 10%, transparent)",
    borderRadius: "3px",
    color: "var(--text)",
    fontStyle: "normal",
  },
  ".cm-expression-brace": { color: "var(--primary-hover)", fontWeight: "600" },
});

export const colors = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword], color: "var(--flow)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--success)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--network)" },
  { tag: [tags.comment], color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--primary-hover)" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.typeName], color: "var(--code)" },
  { tag: tags.tagName, color: "var(--network)" },
  { tag: tags.invalid, color: "var(--danger)" },
]);

export const theme = [look, syntaxHighlighting(colors)];
