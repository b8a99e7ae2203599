"use client";

import { Suspense } from "react";
import { lazyPart } from "../../lazy-part";
import { cn } from "../../ui/class-names";
import { controlClasses } from "../../ui/input";
import type { CodeEditorProps } from "./code-editor";

const CodeEditor = lazyPart(() => import("./code-editor"));

type LazyCodeEditorProps = CodeEditorProps & { className?: string; invalid?: boolean };

/** The code editor in the frame of a control. Its code is loaded when the first one is shown; the text is there at once. */
export function LazyCodeEditor({ className, invalid, ...props }: LazyCodeEditorProps) {
  return (
    <div
      className={cn(
        controlClasses,
        "overflow-hidden focus-within:border-ring focus-within:outline-2 focus-within:outline-ring/40 focus-within:outline-offset-0 [&>div]:max-h-[inherit] [&_.cm-editor]:max-h-[inherit] [&_.cm-scroller]:max-h-[inherit]",
        // The whole frame is the text: a click under its last line goes there.
        "[&>div]:min-h-[inherit] [&_.cm-editor]:min-h-[inherit] [&_.cm-scroller]:min-h-[inherit] [&_.cm-content]:min-h-[inherit]",
        invalid && "border-danger",
        props.readOnly && "bg-sunken [--editor-background:var(--sunken)]",
        className,
      )}
    >
      <Suspense fallback={<Waiting text={props.value} withNumbers={props.language !== "expression"} />}>
        <CodeEditor {...props} />
      </Suspense>
    </div>
  );
}

function Waiting({ text, withNumbers }: { text: string; withNumbers: boolean }) {
  return (
    <pre
      aria-busy
      className={cn(
        "overflow-hidden whitespace-pre-wrap px-3 py-[7px] font-mono text-[13px] leading-5",
        withNumbers && "pl-11",
      )}
    >
      {text || " "}
    </pre>
  );
}
