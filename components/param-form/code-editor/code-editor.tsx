import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  completionStatus,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { localCompletionSource } from "@codemirror/lang-javascript";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from "@codemirror/language";
import { Compartment, EditorState, type Extension, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder as placeholderText,
  ViewPlugin,
} from "@codemirror/view";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import type { Texts } from "../../messages/texts";
import type { ExpressionHost } from "../expression-host";
import { expressionProblems, scriptProblems } from "./code-problems";
import { completeExpression } from "./expression-completion";
import { expressionLanguage } from "./expression-language";
import { type EditorLanguage, type LanguageSetup, languageSupport } from "./languages";
import { phrases } from "./phrases";
import { problemMarks } from "./problem-marks";
import { theme } from "./theme";

export type CodeEditorProps = {
  value: string;
  onChange(value: string): void;
  language: EditorLanguage | "expression";
  /** A text of its language with expressions in it. Those of `expression` have no other language. */
  isTemplate?: boolean;
  /** What the inputs are called as tables of a query, without their number. */
  tables?: string;
  attributes: { readonly [name: string]: string | boolean | undefined };
  readOnly: boolean;
  autoFocus?: boolean;
  /** Where the cursor begins; at the end for one that is focused. */
  cursor?: "start" | "end";
  placeholder?: string;
  host?: ExpressionHost;
};

/** CodeMirror as a controlled field. Loaded by `LazyCodeEditor` only. */
export default function CodeEditor(props: CodeEditorProps) {
  const t = useTranslations();
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  const changeable = useRef(new Compartment());
  latest.current = props;
  const { value, readOnly, language, placeholder, autoFocus, cursor = autoFocus ? "end" : "start" } = props;
  const attributes = JSON.stringify(props.attributes);

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; later changes reach it through `latest`
  useEffect(() => {
    if (!parent.current) return;
    const host = () => latest.current.host;
    const setup =
      language === "expression"
        ? undefined
        : { language, isTemplate: props.isTemplate ?? false, tables: props.tables, host, t };
    const support = setup ? languageSupport(setup) : [];
    const supportPlace = new Compartment();
    const editor = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: value,
        selection: { anchor: cursor === "end" ? value.length : 0 },
        extensions: [
          setup ? codeSetup(setup) : expressionSetup(host, t),
          supportPlace.of(support instanceof Promise ? [] : support),
          common,
          EditorState.phrases.of(phrases(t)),
          placeholder ? placeholderText(placeholder) : [],
          changeable.current.of(changeableSetup(latest.current)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) {
              const text = update.state.doc.toString();
              if (text !== latest.current.value) latest.current.onChange(text);
            }
          }),
        ],
      }),
    });
    view.current = editor;
    if (support instanceof Promise) {
      void support.then(
        (ready) => view.current === editor && editor.dispatch({ effects: supportPlace.reconfigure(ready) }),
      );
    }
    if (autoFocus) editor.focus();
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, [language]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attributes` stands for the attributes by content
  useEffect(() => {
    view.current?.dispatch({ effects: changeable.current.reconfigure(changeableSetup(latest.current)) });
  }, [readOnly, attributes]);

  return <div ref={parent} className="min-w-0" />;
}

function changeableSetup({ attributes, readOnly }: CodeEditorProps): Extension {
  const given = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined || value === false ? [] : [[name, String(value)]],
  );
  return [
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({
      ...Object.fromEntries(given),
      spellcheck: "false",
      tabindex: "0",
      "aria-readonly": String(readOnly),
    }),
  ];
}

/** Escape closes the list of completions, and nothing around the editor: the window is asked before any dialog. */
const escapeClosesCompletions = ViewPlugin.define((view) => {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !view.hasFocus || completionStatus(view.state) !== "active") return;
    event.stopImmediatePropagation();
    event.preventDefault();
    closeCompletion(view);
  };
  window.addEventListener("keydown", onKeyDown, { capture: true });
  return { destroy: () => window.removeEventListener("keydown", onKeyDown, { capture: true }) };
});

const nonce = typeof document === "undefined" ? undefined : document.querySelector<HTMLElement>("script[nonce]")?.nonce;

const common: Extension = [
  theme,
  history(),
  drawSelection(),
  escapeClosesCompletions,
  nonce ? EditorView.cspNonce.of(nonce) : [],
  // Tab moves on to the next field, unless it takes a completion.
  keymap.of([
    { key: "Tab", run: acceptCompletion },
    ...completionKeymap,
    ...closeBracketsKeymap,
    ...defaultKeymap,
    ...historyKeymap,
  ]),
];

type Host = () => ExpressionHost | undefined;

const expressionSetup = (host: Host, t: Texts): Extension => [
  EditorView.lineWrapping,
  expressionLanguage,
  autocompletion({ override: [completeExpression(host)], icons: false, activateOnTyping: true }),
  expressionMarks(host, t),
];

const expressionMarks = (host: Host, t: Texts) =>
  problemMarks((text) => expressionProblems(text, host()?.allNodeNames, t), t);

const codeSetup = ({ language, isTemplate, host, t }: LanguageSetup): Extension => [
  isTemplate ? [templateSetup, expressionMarks(host, t)] : [],
  lineNumbers(),
  foldGutter(),
  keymap.of(foldKeymap),
  highlightActiveLine(),
  bracketMatching(),
  closeBrackets(),
  indentOnInput(),
  language === "html" || language === "sql" ? EditorView.lineWrapping : [],
  language === "javascript" ? scriptSetup(host, t) : [],
];

/** Expressions in a text of a language: they bring their own braces, and their colours cover those of the language. */
const templateSetup: Extension = [
  Prec.high(expressionLanguage),
  EditorState.languageData.of(() => [{ closeBrackets: { brackets: ["(", "[", "'", '"'] } }]),
];

const scriptSetup = (host: Host, t: Texts): Extension => [
  autocompletion({ override: [completeExpression(host, true), localCompletionSource], icons: false }),
  problemMarks((text) => scriptProblems(text, host()?.allNodeNames, t), t),
];
