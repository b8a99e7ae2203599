"use client";

import { Eraser, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { WorkflowState } from "@/shared/api";
import { Time } from "../time";
import { Button } from "../ui/button";
import { Hint } from "../ui/tooltip";
import { readStateName, shownValue } from "./state-words";
import { useStateActions } from "./use-state-actions";
import { ValueDialog } from "./value-dialog";
import { Whose } from "./whose";

type StateRowProps = { workflowId: string; entry: WorkflowState["values"][number] };

export function StateRow({ workflowId, entry }: StateRowProps) {
  const { key, preview, size, updatedAt } = entry;
  const t = useTranslations("state");
  const name = useStateName(entry.name);
  const { forget } = useStateActions(workflowId);
  const [editing, setEditing] = useState(false);
  const { kind } = readStateName(entry.name);
  const value = shownValue(preview, size <= preview.length);
  const parts = { name, value: () => <Value text={value} /> };
  return (
    <li className="flex items-start gap-1 border-border border-b py-2.5 pr-2 pl-4 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="line-clamp-2 break-words text-sm">
          {["cursor", "counter", "highest"].includes(kind) ? t.rich("standsAt", parts) : t.rich("holds", parts)}
        </p>
        <p className="mt-0.5 text-muted text-xs">
          <Whose node={entry.node} /> · <Time at={updatedAt} />
          {size > preview.length && ` · ${t("size", { size })}`}
        </p>
      </div>
      <Hint label={t("edit", { name })}>
        <Button variant="ghost" size="icon-sm" aria-label={t("edit", { name })} onClick={() => setEditing(true)}>
          <Pencil aria-hidden />
        </Button>
      </Hint>
      <Hint label={t("forget", { name })}>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={t("forget", { name })}
          pending={forget.isPending}
          onClick={() => forget.mutate(key)}
        >
          <Eraser aria-hidden />
        </Button>
      </Hint>
      {editing && <ValueDialog workflowId={workflowId} stateKey={key} name={name} onClose={() => setEditing(false)} />}
    </li>
  );
}

function Value({ text }: { text: string }) {
  return <code className="break-all rounded-sm bg-sunken px-1 py-0.5 font-mono text-xs">{text}</code>;
}

/** Cursor “orders”. */
export function useStateName(stored: string): string {
  const t = useTranslations("state");
  const { kind, rest } = readStateName(stored);
  return t(`kinds.${kind}`, { name: rest });
}
