import { startCompletion } from "@codemirror/autocomplete";
import { javascriptLanguage } from "@codemirror/lang-javascript";
import { type EditorState, type Extension, RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { highlightTree } from "@lezer/highlight";
import { codeRegions, regionAt } from "./code-regions";
import { colors } from "./theme";

/** Text with `{{ code }}`: the code is coloured, and braces come in pairs. */
export const expressionLanguage: Extension = [
  ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = decorate(view.state);
      }
      update(update: ViewUpdate) {
        if (update.docChanged) this.decorations = decorate(update.state);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  ),
  EditorView.inputHandler.of((view, from, to, text) => from === to && pairBraces(view, from, text)),
];

const braces = Decoration.mark({ class: "cm-expression-brace" });
const code = Decoration.mark({ class: "cm-expression-code" });

function decorate(state: EditorState): DecorationSet {
  const text = state.doc.toString();
  const marks: { from: number; to: number; mark: Decoration }[] = [];
  for (const { from, codeFrom, codeTo, to } of codeRegions(text)) {
    marks.push({ from, to, mark: code }, { from, to: codeFrom, mark: braces });
    const source = text.slice(codeFrom, codeTo);
    highlightTree(javascriptLanguage.parser.parse(source), colors, (start, end, classes) => {
      marks.push({ from: codeFrom + start, to: codeFrom + end, mark: Decoration.mark({ class: classes }) });
    });
    if (to > codeTo) marks.push({ from: codeTo, to, mark: braces });
  }
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to, mark } of marks.sort((a, b) => a.from - b.from || b.to - a.to)) builder.add(from, to, mark);
  return builder.finish();
}

/** `{{` brings its `}}` along; typing what is there already walks over it. */
function pairBraces(view: EditorView, at: number, text: string): boolean {
  const doc = view.state.doc.toString();
  if (text === "{" && doc[at - 1] === "{" && doc[at - 2] !== "{" && !regionAt(doc, at - 1)) {
    view.dispatch({ changes: { from: at, insert: "{  }}" }, selection: { anchor: at + 2 }, userEvent: "input.type" });
    startCompletion(view);
    return true;
  }
  if (
    text === "}" &&
    doc[at] === "}" &&
    codeRegions(doc).some(({ codeTo, to }) => at === codeTo + 1 && to === at + 1)
  ) {
    view.dispatch({ selection: { anchor: at + 1 }, userEvent: "select" });
    return true;
  }
  const region = regionAt(doc, at);
  if (!region || region.to === region.codeTo) return false;
  const before = doc.slice(region.codeFrom, at);
  const after = doc.slice(at, region.codeTo);
  if (text === " " && before.trim() === "" && before !== "" && after.trim() === "") return true;
  if (text === "}" && after.trim() === "" && isBalanced(before)) {
    const trimmed = before.trimEnd();
    const from = region.codeFrom + trimmed.length;
    view.dispatch({
      changes: { from, to: region.codeTo, insert: " " },
      selection: { anchor: from + 2 },
      userEvent: "input.type",
    });
    return true;
  }
  return false;
}

const isBalanced = (source: string) => source.split("{").length === source.split("}").length;
