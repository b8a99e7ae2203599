"use client";

import { type KeyboardEvent, useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { Fields } from "@/shared/field";
import type { Json } from "@/shared/item";
import { Button } from "../ui/button";
import { Textarea } from "../ui/textarea";
import { useForm } from "./form-context";
import { type LineProblem, linesOf, maxLines, rowsOf } from "./list-lines";

type ListTextProps = {
  label: string;
  fields: Fields;
  rows: readonly Json[];
  onApply(rows: Json[]): void;
  onCancel(): void;
};

/** The rows of a list as lines of one text, to write, to copy and to paste at once. */
export default function ListText({ label, fields, rows, onApply, onCancel }: ListTextProps) {
  const t = useTranslations("forms.listText");
  const { isLiteral } = useForm();
  const columns = { fields, isLiteral };
  const id = useId();
  const textarea = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => linesOf(rows, columns).join("\n"));
  const [problems, setProblems] = useState<readonly LineProblem[]>([]);
  const labels = Object.values(fields).map((field) => field.label);

  function apply() {
    const read = rowsOf(text, rows, columns);
    if (read.problems.length === 0) return onApply(read.rows);
    setProblems(read.problems);
    const line = read.problems[0]?.line;
    if (line !== undefined) showLine(line);
  }

  function showLine(line: number) {
    const lines = text.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    textarea.current?.focus();
    textarea.current?.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  }

  function change(next: string) {
    setText(next);
    // What was wrong goes as it is put right; what is being written is not blamed for it.
    if (problems.length > 0) setProblems(rowsOf(next, rows, columns).problems);
  }

  function onKeyDown(event: KeyboardEvent) {
    const isSubmit = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (!isSubmit && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (isSubmit) apply();
    else onCancel();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of what is within, as a form has them; a form may be around
    <div data-own-escape className="flex min-w-0 flex-col gap-2" onKeyDown={onKeyDown}>
      <Textarea
        ref={textarea}
        autoFocus
        spellCheck={false}
        autoComplete="off"
        aria-label={t("label", { label })}
        aria-describedby={`${id}-note`}
        aria-invalid={problems.length > 0 || undefined}
        rows={6}
        wrap="off"
        className="max-h-[50vh] min-h-32 overflow-x-auto font-mono text-[13px] leading-5"
        value={text}
        onChange={(event) => change(event.target.value)}
      />
      <div id={`${id}-note`} className="flex flex-col gap-1 text-xs leading-4" role="status">
        {problems.length === 0 ? (
          <p className="text-muted">{labels.length > 1 ? t("hintPairs", pairOf(labels)) : t("hint")}</p>
        ) : (
          <Problems problems={problems} labels={labels} onLine={showLine} />
        )}
      </div>
      <div className="flex gap-2">
        <Button size="sm" onClick={apply}>
          {t("apply")}
        </Button>
        <Button variant="secondary" size="sm" onClick={onCancel}>
          {t("cancel")}
        </Button>
      </div>
    </div>
  );
}

const shownProblems = 5;
const pairOf = ([name = "", value = ""]: readonly string[]) => ({ name, value });

type ProblemsProps = { problems: readonly LineProblem[]; labels: readonly string[]; onLine: (line: number) => void };

function Problems({ problems, labels, onLine }: ProblemsProps) {
  const t = useTranslations("forms.listText");
  return (
    <ul className="flex flex-col gap-1 text-danger">
      {problems.slice(0, shownProblems).map((problem) =>
        problem.line === undefined ? (
          <li key={problem.problem}>{t(problem.problem, { max: maxLines })}</li>
        ) : (
          <li key={problem.line}>
            <button
              type="button"
              className="rounded-sm text-left underline-offset-2 hover:underline"
              onClick={() => onLine(problem.line)}
            >
              {t("noColon", { line: problem.line, ...pairOf(labels) })}
            </button>
          </li>
        ),
      )}
      {problems.length > shownProblems && <li>{t("more", { count: problems.length - shownProblems })}</li>}
    </ul>
  );
}
