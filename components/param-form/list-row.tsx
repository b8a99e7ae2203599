"use client";

import { ArrowDown, ArrowUp, Copy, Ellipsis, GripVertical, Trash2 } from "lucide-react";
import { type DragEvent, useState } from "react";
import type { Field, Fields } from "@/shared/field";
import type { JsonObject } from "@/shared/item";
import { Button } from "../ui/button";
import { cn } from "../ui/class-names";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { fieldValue } from "./defaults";
import { FieldGroup } from "./field-group";
import { ParamField } from "./param-field";

type ListRowProps = {
  /** Names the row: "Header 2". */
  label: string;
  fields: Fields;
  values: JsonObject;
  path: string;
  index: number;
  count: number;
  /** One line without visible labels. */
  isCompact: boolean;
  readOnly: boolean;
  onChange(values: JsonObject, path: string): void;
  onRemove(): void;
  onDuplicate(): void;
  onMove(from: number, to: number): void;
};

export function ListRow(props: ListRowProps) {
  const { label, fields, values, path, isCompact, readOnly, onChange } = props;
  const drag = useRowDrag(props);
  const frame = {
    role: "group",
    "aria-label": label,
    "data-param": path,
    ...drag.handlers,
  };
  const grip = !readOnly && props.count > 1 && <Grip {...drag.grip} />;
  if (isCompact) {
    return (
      <div {...frame} className={cn("flex items-start gap-1 rounded-lg", drag.isOver && "ring-2 ring-primary")}>
        {grip && <span className="pt-2.5">{grip}</span>}
        <div className="grid min-w-0 flex-1 auto-cols-fr grid-cols-[repeat(auto-fit,minmax(9.5rem,1fr))] gap-1">
          {Object.entries(fields).map(([name, field]) => (
            <ParamField
              key={name}
              bare
              field={withPlaceholder(field)}
              path={`${path}.${name}`}
              value={fieldValue(values, name, field)}
              onChange={(value, leaf) => onChange({ ...values, [name]: value }, leaf)}
            />
          ))}
        </div>
        {!readOnly && <RowMenu {...props} className="mt-0.5" />}
      </div>
    );
  }
  return (
    <div
      {...frame}
      className={cn("rounded-lg border border-border bg-background/40", drag.isOver && "ring-2 ring-primary")}
    >
      <div className="flex h-9 items-center gap-1 border-border border-b pr-1 pl-2">
        {grip}
        <span className="min-w-0 flex-1 truncate pl-1 font-medium text-muted text-xs">{label}</span>
        {!readOnly && <RowMenu {...props} />}
      </div>
      <FieldGroup fields={fields} values={values} path={path} onChange={onChange} columns className="p-3" />
    </div>
  );
}

/** Stands in for the label that a line has no room for. */
const withPlaceholder = (field: Field): Field =>
  field.control === "text" ? { ...field, placeholder: field.label } : field;

function RowMenu({
  label,
  index,
  count,
  onMove,
  onDuplicate,
  onRemove,
  className,
}: ListRowProps & { className?: string }) {
  return (
    <span className={cn("flex", className)}>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${label}`} className="text-muted">
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem disabled={index === 0} onSelect={() => onMove(index, index - 1)}>
            <ArrowUp aria-hidden />
            Move up
          </DropdownMenuItem>
          <DropdownMenuItem disabled={index === count - 1} onSelect={() => onMove(index, index + 1)}>
            <ArrowDown aria-hidden />
            Move down
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={onDuplicate}>
            <Copy aria-hidden />
            Duplicate
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem variant="danger" onSelect={onRemove}>
            <Trash2 aria-hidden />
            Remove
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <Button variant="ghost" size="icon-sm" aria-label={`Remove ${label}`} className="text-muted" onClick={onRemove}>
        <Trash2 aria-hidden />
      </Button>
    </span>
  );
}

/** For the pointer; the menu moves rows for everybody. */
function Grip(props: { draggable: true; onDragStart: (event: DragEvent) => void; onDragEnd: () => void }) {
  return (
    <span
      {...props}
      aria-hidden
      title="Drag to reorder"
      className="grid h-4 w-4 cursor-grab place-items-center text-muted active:cursor-grabbing"
    >
      <GripVertical className="size-4" />
    </span>
  );
}

/** The row being dragged: a drag cannot tell its data before it is dropped. */
let dragged: { list: string; index: number } | undefined;

function useRowDrag({ path, index, onMove }: ListRowProps) {
  const [isOver, setOver] = useState(false);
  const list = path.slice(0, path.lastIndexOf("."));
  const fits = () => dragged?.list === list && dragged.index !== index;
  return {
    isOver,
    grip: {
      draggable: true as const,
      onDragStart(event: DragEvent) {
        dragged = { list, index };
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("application/x-islewire-row", path);
      },
      onDragEnd() {
        dragged = undefined;
      },
    },
    handlers: {
      onDragOver(event: DragEvent) {
        if (!fits()) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop(event: DragEvent) {
        setOver(false);
        if (!dragged || !fits()) return;
        event.preventDefault();
        event.stopPropagation();
        onMove(dragged.index, index);
      },
    },
  };
}
