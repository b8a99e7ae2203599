"use client";

import { type DragEvent, type FocusEvent, type ReactNode, useId, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { Field } from "@/shared/field";
import type { Json } from "@/shared/item";
import { draggedExpression } from "../item-view/drag-text";
import { cn } from "../ui/class-names";
import { Label } from "../ui/label";
import { fieldProblem } from "./check-field";
import { Control } from "./controls";
import { ExpressionField } from "./expression-field";
import { ExpressionSwitch } from "./expression-switch";
import { type Mode, modeOf, shownText, storedText, toExpression, toFixed } from "./expression-text";
import { FormProvider, useForm } from "./form-context";
import { type Problems, problemAt } from "./problems";

type ParamFieldProps = {
  field: Field;
  path: string;
  /** As stored. */
  value: Json;
  onChange(value: Json, path: string): void;
  /** In a row whose place says what it is: the label is for screen readers, help is not shown. */
  bare?: boolean;
  /** Among others on its line: a short switch to expressions. */
  dense?: boolean;
  className?: string;
};

/** Values with fields of their own, which may be expressions while the whole is none. */
const groups: ReadonlySet<string> = new Set(["list", "choice", "conditions", "operation"]);

/** One parameter: label, fixed value or expression, help, and what is wrong. */
export function ParamField({ field, path, value, onChange, bare = false, dense = false, className }: ParamFieldProps) {
  const form = useForm();
  const id = useId();
  const isGroup = groups.has(field.control);
  // The server takes a whole parameter that may be no expression as it is, inner texts included.
  const isLiteral = form.isLiteral || (field.expression === false && !path.includes("."));
  const [chosen, setChosen] = useState<{ value: Json; mode: Mode }>();
  const mode = isLiteral ? "fixed" : chosen && chosen.value === value ? chosen.mode : modeOf(value);
  const canSwitch = !form.readOnly && !isLiteral && (mode === "expression" || (!isGroup && field.expression !== false));
  const { problem, touch, change } = useProblem(field, path, value, onChange);

  const newest = useRef(value);
  newest.current = value;

  function store(next: Json, nextMode: Mode, leaf = path) {
    newest.current = next;
    setChosen({ value: next, mode: nextMode });
    change(next, leaf);
  }

  function changeFixed(next: Json, leaf: string) {
    if (canSwitch && startsExpression(value, next)) return store(next, "expression");
    return store(typeof next === "string" && !isLiteral ? storedText(next) : next, "fixed", leaf);
  }

  function switchTo(next: Mode) {
    store(next === "expression" ? toExpression(value) : toFixed(field, String(value)), next);
  }

  const drop = useExpressionDrop(canSwitch && mode === "fixed", (text, isPlaced) => {
    if (isPlaced && field.control === "code") return store(toExpression(newest.current), "expression");
    const before = typeof value === "string" && field.control !== "select" ? toExpression(value) : "=";
    store(before + text, "expression");
  });
  const note = problem ?? (bare ? undefined : field.help);
  const attributes = {
    id,
    "aria-describedby": note ? `${id}-note` : undefined,
    "aria-invalid": problem ? (true as const) : undefined,
    "aria-required": field.required ? (true as const) : undefined,
  };
  const isInline = field.control === "toggle" && mode === "fixed";
  const shown = typeof value === "string" && !isLiteral ? shownText(value) : value;
  const label = (
    <Label id={`${id}-label`} htmlFor={id} onClick={() => focusOn(id)}>
      {field.label}
    </Label>
  );
  const control =
    mode === "expression" ? (
      <ExpressionField
        field={field}
        value={String(value)}
        onChange={(next) => store(next, "expression")}
        attributes={{ ...attributes, "aria-labelledby": `${id}-label` }}
        autoFocus={chosen?.mode === "expression"}
        compact={bare}
      />
    ) : (
      <Control
        field={field}
        value={shown}
        path={path}
        onChange={changeFixed}
        attributes={attributes}
        labelId={`${id}-label`}
        readOnly={form.readOnly}
      />
    );
  const toggle = canSwitch && (
    <ExpressionSwitch label={field.label} mode={mode} onChange={switchTo} compact={bare || dense || isInline} />
  );

  return (
    <LiteralScope active={isLiteral && isGroup}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it watches its control; drops have a keyboard way, copy */}
      <div
        data-param={path}
        onBlur={touch}
        {...drop.handlers}
        className={cn(
          "flex min-w-0 flex-col rounded-lg",
          bare ? "gap-1" : "gap-1.5",
          canSwitch && "group/field",
          drop.isOver && "outline-2 outline-primary outline-dashed outline-offset-4",
          className,
        )}
      >
        <div className={bare ? "sr-only" : "flex min-h-6 items-center justify-between gap-3"}>
          <span className={cn("flex min-w-0 items-center gap-1", isInline && "gap-2.5")}>
            {isInline && <span data-control>{control}</span>}
            {label}
            {field.required && !bare && (
              <span aria-hidden className="text-danger">
                *
              </span>
            )}
          </span>
          {!bare && toggle}
        </div>
        {!isInline && (
          <div data-control className={cn("relative min-w-0", bare && toggle && roomForToggle)}>
            {control}
            {bare && toggle && <span className="absolute top-1.5 right-1.5">{toggle}</span>}
          </div>
        )}
        {note && (
          <p id={`${id}-note`} className={cn("break-words text-xs leading-4", problem ? "text-danger" : "text-muted")}>
            {note}
          </p>
        )}
      </div>
    </LiteralScope>
  );
}

/** In a bare field the switch lies over the end of the control. */
const roomForToggle = "[&_.cm-content]:pr-7! [&_[role=combobox]]:pr-10 [&_input]:pr-10 [&_textarea]:pr-10";

/** Problems show once the field was left; those of the last run until it is changed. */
function useProblem(field: Field, path: string, value: Json, onChange: ParamFieldProps["onChange"]) {
  const t = useTranslations();
  const { problems, onSeal } = useForm();
  const [touched, setTouched] = useState(false);
  const [answered, setAnswered] = useState<Problems>();
  const hasInner = groups.has(field.control);
  const ofRun = answered === problems ? undefined : problemAt(problems, path, !hasInner);
  return {
    problem: ofRun ?? (touched ? fieldProblem(field, value, t) : undefined),
    touch(event: FocusEvent<HTMLElement>) {
      if (event.currentTarget.contains(event.relatedTarget)) return;
      setTouched(true);
      onSeal();
    },
    change(next: Json, leaf: string) {
      setAnswered(problems);
      onChange(next, leaf);
    },
  };
}

/** `isPlaced`: a code editor has written the text where it was dropped. */
function useExpressionDrop(enabled: boolean, onDrop: (text: string, isPlaced: boolean) => void) {
  const [isOver, setOver] = useState(false);
  const handlers = {
    onDragOver(event: DragEvent) {
      if (!enabled || !draggedExpression.isIn(event.dataTransfer)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop(event: DragEvent) {
      setOver(false);
      if (!enabled || !draggedExpression.isIn(event.dataTransfer)) return;
      const isPlaced = event.defaultPrevented;
      event.preventDefault();
      event.stopPropagation();
      onDrop(event.dataTransfer.getData("text/plain"), isPlaced);
    },
  };
  return { isOver: isOver && enabled, handlers };
}

/** Inner fields of a literal parameter have no expressions either. */
function LiteralScope({ active, children }: { active: boolean; children: ReactNode }) {
  const form = useForm();
  const inner = useMemo(() => ({ ...form, isLiteral: true }), [form]);
  return active ? <FormProvider value={inner}>{children}</FormProvider> : children;
}

/** Typing `=` into an empty field, or pasting an expression there. */
function startsExpression(value: Json, next: Json): boolean {
  if (typeof next !== "string" || (typeof value === "string" && value !== "")) return false;
  return next === "=" || (next.startsWith("=") && next.includes("{{"));
}

/** A label of a code editor does not lead to it by itself. */
function focusOn(id: string) {
  const target = document.getElementById(id);
  if (target?.isContentEditable) target.focus();
}
