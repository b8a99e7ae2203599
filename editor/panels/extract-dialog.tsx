"use client";

import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { errorText } from "@/components/api";
import { FormField } from "@/components/form-field";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { focusSelection } from "../canvas/focus-card";
import { useDocument, useEditor, useEditorState } from "../editor-context";
import { extraction } from "../extract";
import { extractSelection } from "../extract-selection";
import { groupsOfSelection } from "../group-selection";

export function ExtractDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const editor = useEditor();
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        className="max-w-md"
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          focusSelection(editor);
        }}
      >
        <DialogHeader>
          <DialogTitle>Move to a sub-workflow</DialogTitle>
          <DialogDescription>
            The selected nodes become a workflow of their own, and one node here calls it.
          </DialogDescription>
        </DialogHeader>
        {open && <ExtractForm onDone={() => onOpenChange(false)} />}
      </DialogContent>
    </Dialog>
  );
}

function ExtractForm({ onDone }: { onDone: () => void }) {
  const editor = useEditor();
  const document = useDocument();
  const selected = useEditorState((state) => state.selected);
  const nodeTypes = useEditorState((state) => state.nodeTypes);
  const [name, setName] = useState(() => {
    const [group] = groupsOfSelection(editor.state.getState());
    return group && group.name !== "Group" ? group.name : `${document.name}: part`;
  });
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const result = extraction(document, selected, nodeTypes, name.trim());
  if ("refused" in result) {
    return (
      <>
        <p role="alert" className="rounded-lg bg-warning-soft px-3 py-2 text-sm text-warning">
          {result.refused}.
        </p>
        <DialogFooter>
          <Button variant="secondary" onClick={onDone}>
            Close
          </Button>
        </DialogFooter>
      </>
    );
  }
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={async (event) => {
        event.preventDefault();
        if (name.trim() === "" || busy) return;
        setBusy(true);
        try {
          await extractSelection(editor, result);
          onDone();
        } catch (error) {
          const { message, hint } = errorText(error);
          setFailure([message, hint].filter(Boolean).join(". "));
        }
        setBusy(false);
      }}
    >
      <FormField label="Name" error={name.trim() === "" ? "A workflow needs a name" : (failure ?? undefined)}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={128}
            value={name}
            onFocus={(event) => event.currentTarget.select()}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </FormField>
      {result.broken.length > 0 && <Broken broken={result.broken} />}
      <DialogFooter>
        <Button variant="secondary" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" disabled={busy}>
          Move the nodes
        </Button>
      </DialogFooter>
    </form>
  );
}

function Broken({ broken }: { broken: readonly { node: string; names: string }[] }) {
  return (
    <div className="rounded-lg bg-warning-soft px-3 py-2 text-sm text-warning">
      <p className="flex items-center gap-2 font-medium">
        <TriangleAlert aria-hidden className="size-4 shrink-0" />
        Expressions that will have to be changed
      </p>
      <ul className="mt-1 max-h-40 list-disc overflow-y-auto pl-5">
        {broken.map(({ node, names }) => (
          <li key={`${node} ${names}`}>
            “{node}” reads from “{names}”, which will be in the other workflow
          </li>
        ))}
      </ul>
    </div>
  );
}
