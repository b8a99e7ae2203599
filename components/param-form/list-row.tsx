"use client";

import { ArrowDown, ArrowUp, Copy, Ellipsis, GripVertical, Trash2 } from "lucide-react";
import { type ClipboardEvent, type DragEvent, memo, useState } from "react";
import { useTranslations } from "use-intl";
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
  /** The labels stand above the first line. */
  isHeaded: boolean;
  readOnly: boolean;
  /** The same for all rows and for good. */
  actions: RowActions;
};

export type RowActions = {
  change(index: number, values: JsonObject, path: string): void;
  paste(index: number, event: ClipboardEvent): void;
  remove(index: number): void;
  duplicate(index: number): void;
  move(from: number, to: number): void;
};

/** Drawn anew only when something of its own changes: lists may be long. */
export const ListRow = memo(function ListRow(props: ListRowProps) {
  const { label, fields, values, path, index, isCompact, readOnly, actions } = props;
  const onChange = (next: JsonObject, leaf: string) => actions.change(index, next, leaf);
  const drag = useRowDrag(props);
  const frame = {
    role: "group",
    "aria-label": label,
    "data-param": path,
    onPaste: readOnly ? undefined : (event: ClipboardEvent) => actions.paste(index, event),
    ...drag.handlers,
  };
  const grip = !readOnly && props.count > 1 && <Grip {...drag.grip} />;
  if (isCompact) {
    return (
      <div {...frame} className={cn("flex items-start gap-1 rounded-lg", drag.isOver && "ring-2 ring-primary")}>
        {grip && <span className="pt-2.5">{grip}</span>}
        <div className={lineClasses}>
          {Object.entries(fields).map(([name, field]) => (
            <ParamField
              key={name}
              bare
              field={withPlaceholder(field, props.isHeaded)}
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
});

const lineClasses = "grid min-w-0 flex-1 auto-cols-fr grid-cols-[repeat(auto-fit,minmax(9.5rem,1fr))] gap-1";

/** The labels above compact rows, for the eye: each field has its own. */
export function RowHead({ fields, hasGrip, readOnly }: { fields: Fields; hasGrip: boolean; readOnly: boolean }) {
  return (
    <div aria-hidden className={cn("flex", hasGrip && "pl-5", !readOnly && "pr-[68px]")}>
      <div className={lineClasses}>
        {Object.entries(fields).map(([name, { label, required }]) => (
          <span key={name} className="truncate text-muted text-xs" title={label}>
            {label}
            {required && <span className="text-danger"> *</span>}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Stands in for the label or the help that a line has no room for. */
function withPlaceholder(field: Field, isHeaded: boolean): Field {
  if (field.control !== "text") return field;
  const label = field.required ? `${field.label} *` : field.label;
  return { ...field, placeholder: isHeaded ? (field.placeholder ?? field.help) : label };
}

function RowMenu({ label, index, count, actions, className }: ListRowProps & { className?: string }) {
  const t = useTranslations("forms.list");
  return (
    <span className={cn("flex", className)}>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label={t("actions", { label })} className="text-muted">
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem disabled={index === 0} onSelect={() => actions.move(index, index - 1)}>
            <ArrowUp aria-hidden />
            {t("moveUp")}
          </DropdownMenuItem>
          <DropdownMenuItem disabled={index === count - 1} onSelect={() => actions.move(index, index + 1)}>
            <ArrowDown aria-hidden />
            {t("moveDown")}
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => actions.duplicate(index)}>
            <Copy aria-hidden />
            {t("duplicate")}
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem variant="danger" onSelect={() => actions.remove(index)}>
            <Trash2 aria-hidden />
            {t("remove")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={t("removeRow", { label })}
        className="text-muted"
        onClick={() => actions.remove(index)}
      >
        <Trash2 aria-hidden />
      </Button>
    </span>
  );
}

/** For the pointer; the menu moves rows for everybody. */
function Grip(props: { draggable: true; onDragStart: (event: DragEvent) => void; onDragEnd: () => void }) {
  const t = useTranslations("forms.list");
  return (
    <span
      {...props}
      aria-hidden
      title={t("drag")}
      className="grid h-4 w-4 cursor-grab place-items-center text-muted active:cursor-grabbing"
    >
      <GripVertical className="size-4" />
    </span>
  );
}

/** The row being dragged: a drag cannot tell its data before it is dropped. */
let dragged: { list: string; index: number } | undefined;

function useRowDrag({ path, index, actions }: ListRowProps) {
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
        actions.move(dragged.index, index);
      },
    },
  };
}
