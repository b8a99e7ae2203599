"use client";

import { Move, PencilLine, Plus, Trash2 } from "lucide-react";
import { cn } from "@/components/ui/class-names";
import { type FieldChange, isSameDiff, type NodeChange } from "@/shared/document-diff";
import type { Fields as FormFields } from "@/shared/field";
import type { Json } from "@/shared/item";
import { useEditor, useEditorState } from "../editor-context";
import type { Compared } from "./compared";

const kinds = {
  added: { icon: Plus, label: "added", color: "text-success" },
  removed: { icon: Trash2, label: "removed", color: "text-danger" },
  changed: { icon: PencilLine, label: "changed", color: "text-warning" },
  moved: { icon: Move, label: "moved", color: "text-muted" },
} as const satisfies Record<NodeChange["is"], object>;

const order: readonly NodeChange["is"][] = ["added", "removed", "changed", "moved"];

/** What is different, node by node and field by field. A node in the list is shown on the canvas. */
export function ChangeList({ compared }: { compared: Compared | null }) {
  if (!compared) return <p className="p-4 text-muted text-sm">Comparing …</p>;
  const { diff } = compared;
  const nodes = diff.nodes.toSorted((a, b) => order.indexOf(a.is) - order.indexOf(b.is));
  return (
    <section aria-label="Changes" className="min-h-0 flex-1 overflow-y-auto p-4">
      <h2 className="mb-2 font-medium text-sm">What is different</h2>
      {isSameDiff(diff) && <p className="text-muted text-sm">Nothing.</p>}
      <ul className="flex flex-col gap-2">
        {nodes.map((change) => (
          <li key={change.id}>
            <NodeLine change={change} />
          </li>
        ))}
        <Other count={diff.edges.added.length} text="connections added" />
        <Other count={diff.edges.removed.length} text="connections removed" />
        <Other count={diff.notes.added} text="notes added" />
        <Other count={diff.notes.removed} text="notes removed" />
        <Other count={diff.notes.changed} text="notes changed" />
        {diff.fields.length > 0 && (
          <li>
            <p className="text-sm">Workflow</p>
            <Fields fields={diff.fields} />
          </li>
        )}
      </ul>
    </section>
  );
}

function NodeLine({ change }: { change: NodeChange }) {
  const editor = useEditor();
  const info = useEditorState(({ nodeTypes }) => nodeTypes.get(change.type));
  const { icon: Icon, label, color } = kinds[change.is];
  return (
    <>
      <button
        type="button"
        className="flex w-full items-center gap-2 rounded-md text-left text-sm hover:underline"
        onClick={() => {
          editor.select([change.id]);
          void editor.canvas.current?.fitView({ nodes: [{ id: change.id }], maxZoom: 1, duration: 200 });
        }}
      >
        <Icon aria-hidden className={cn("size-4 shrink-0", color)} />
        <span className="min-w-0 truncate">{change.name}</span>
        <span className={cn("shrink-0 text-xs", color)}>{label}</span>
      </button>
      {change.is === "changed" && <Fields fields={change.fields} known={info?.fields} />}
    </>
  );
}

const mostShown = 12;

function Fields({ fields, known }: { fields: FieldChange[]; known?: FormFields }) {
  return (
    <ul className="mt-1 ml-6 flex flex-col gap-1 text-xs">
      {fields.slice(0, mostShown).map(({ path, before, after }) => (
        <li key={path} className="break-words">
          <span className="text-muted">{fieldName(path, known)}</span>{" "}
          {before !== undefined && <del className="rounded-sm bg-danger-soft px-1">{textOf(before)}</del>}{" "}
          {after !== undefined && <ins className="rounded-sm bg-success-soft px-1 no-underline">{textOf(after)}</ins>}
        </li>
      ))}
      {fields.length > mostShown && <li className="text-muted">and {fields.length - mostShown} more</li>}
    </ul>
  );
}

/** `params.values.fields.0.value` as the form calls it: Values › Fields › 1 › Value. */
function fieldName(path: string, known: FormFields | undefined): string {
  const [first = "", ...keys] = path.split(".");
  if (first !== "params") return path;
  let fields = known;
  const names = keys.map((key) => {
    if (/^\d+$/.test(key)) return String(Number(key) + 1);
    const field = fields && Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (field?.control === "list") fields = field.of;
    else if (field?.control === "choice") {
      fields = Object.assign({}, ...Object.values(field.cases).map((one) => one.fields)) as FormFields;
    }
    return key === "is" ? "" : (field?.label ?? key);
  });
  return names.filter(Boolean).join(" › ");
}

function textOf(value: Json): string {
  const text = typeof value === "string" ? value.replace(/^=/, "") : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 159)}…` : text || "(empty)";
}

function Other({ count, text }: { count: number; text: string }) {
  if (count === 0) return null;
  return (
    <li className="text-sm">
      {count} {count === 1 ? text.replace("s ", " ") : text}
    </li>
  );
}
