import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { texts } from "@/components/messages/texts";
import {
  AlertDialog,
  AlertDialogAction,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogHeader,
  AlertDialogTitle,
} from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { toast } from "@/components/ui/toast";
import type { Conflict, Side } from "@/shared/document-merge";
import type { Json } from "@/shared/item";
import { useEditor, useEditorState } from "../editor-context";
import { type Question, readConflict } from "../merge-saves";
import { keepAsCopy, takeTheirs } from "../workflow-actions";

/** Somebody else saved meanwhile: both changes are brought together, and a person decides where they disagree. */
export function ConflictDialog() {
  const isConflict = useEditorState(({ save }) => save.is === "conflict");
  return isConflict ? <OpenConflict /> : null;
}

function OpenConflict() {
  const editor = useEditor();
  const t = useTranslations("editor.conflict");
  /** `null`: still being read. `unknown`: there is nothing to compare with. */
  const [question, setQuestion] = useState<Question | "unknown" | null>(null);
  useEffect(() => {
    let gone = false;
    readConflict(editor).then(
      (read) => {
        if (gone) return;
        if (read.conflicts.length > 0) return setQuestion(read);
        read.answer(new Map());
        toast.success(texts()("editor.conflict.merged"), { description: texts()("editor.conflict.mergedDescription") });
      },
      () => void (gone || setQuestion("unknown")),
    );
    return () => {
      gone = true;
    };
  }, [editor]);

  if (question === null) return null;
  return (
    <AlertDialog open>
      <AlertDialogContent className={cn(question !== "unknown" && "max-w-xl")}>
        <AlertDialogHeader>
          <AlertDialogTitle>{t("title")}</AlertDialogTitle>
          <AlertDialogDescription>{t(question === "unknown" ? "cannotCompare" : "description")}</AlertDialogDescription>
        </AlertDialogHeader>
        {question === "unknown" ? (
          <AlertDialogFooter>
            <AlertDialogCancel onClick={() => takeTheirs(editor)}>{t("reload")}</AlertDialogCancel>
            <AlertDialogAction onClick={() => void keepAsCopy(editor)}>{t("keepCopy")}</AlertDialogAction>
          </AlertDialogFooter>
        ) : (
          <Choices question={question} />
        )}
      </AlertDialogContent>
    </AlertDialog>
  );
}

function Choices({ question }: { question: Question }) {
  const editor = useEditor();
  const t = useTranslations("editor.conflict");
  const [choices, setChoices] = useState<ReadonlyMap<string, Side>>(new Map());
  return (
    <>
      <ul className="flex max-h-[50vh] flex-col gap-4 overflow-y-auto">
        {question.conflicts.map((conflict) => (
          <li key={conflict.key}>
            <Choice
              conflict={conflict}
              side={choices.get(conflict.key) ?? "mine"}
              onChoose={(side) => setChoices(new Map(choices).set(conflict.key, side))}
            />
          </li>
        ))}
      </ul>
      <AlertDialogFooter>
        <Button variant="secondary" onClick={() => void keepAsCopy(editor)}>
          {t("keepCopy")}
        </Button>
        <AlertDialogAction onClick={() => question.answer(choices)}>{t("saveBoth")}</AlertDialogAction>
      </AlertDialogFooter>
    </>
  );
}

type ChoiceProps = { conflict: Conflict; side: Side; onChoose: (side: Side) => void };

function Choice({ conflict, side, onChoose }: ChoiceProps) {
  const t = useTranslations("editor.conflict");
  const { key, node, path } = conflict;
  const place = [node?.name ?? t("workflow"), path.replace(/^params\./, "")].filter(Boolean).join(" › ");
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 font-medium text-sm">{place}</legend>
      {(["mine", "theirs"] as const).map((option) => (
        <label
          key={option}
          className={cn(
            "flex cursor-pointer items-start gap-2 rounded-md border border-border p-2 text-sm",
            side === option && "border-primary bg-primary-soft",
          )}
        >
          <input
            type="radio"
            name={key}
            className="mt-1 accent-primary"
            checked={side === option}
            onChange={() => onChoose(option)}
          />
          <span className="min-w-0">
            <span className="block text-muted text-xs">{t(option)}</span>
            <span className="block break-words font-mono text-xs">
              <Value value={conflict[option]} />
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Value({ value }: { value: Json | undefined }) {
  const t = useTranslations("editor.conflict");
  if (value === undefined) return t("deleted");
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 299)}…` : text || t("empty");
}
