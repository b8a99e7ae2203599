"use client";

import { useState } from "react";
import { FormField } from "@/components/form-field";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import type { WorkflowNode } from "@/shared/workflow";
import { focusCard } from "../canvas/focus-card";
import { renameNode } from "../commands";
import { findNode } from "../document";
import { useDocument, useEditor, useEditorState } from "../editor-context";

export function RenameDialog() {
  const { state } = useEditor();
  const document = useDocument();
  const renaming = useEditorState((current) => current.renaming);
  const node = renaming === null ? undefined : findNode(document, renaming);
  const close = () => state.setState({ renaming: null });
  return (
    <Dialog open={node !== undefined} onOpenChange={(open) => !open && close()}>
      <DialogContent
        className="max-w-sm"
        showClose={false}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          focusCard([...state.getState().selected][0]);
        }}
      >
        <DialogTitle>Rename node</DialogTitle>
        <DialogDescription className="sr-only">Expressions that name the node follow.</DialogDescription>
        {node && <RenameForm key={node.id} node={node} onDone={close} />}
      </DialogContent>
    </Dialog>
  );
}

function RenameForm({ node, onDone }: { node: WorkflowNode; onDone: () => void }) {
  const editor = useEditor();
  const { nodes } = useDocument();
  const [name, setName] = useState(node.name);
  const wanted = name.trim();
  const isTaken = nodes.some((other) => other.id !== node.id && other.name === wanted);
  const error = isTaken ? "Another node has this name" : wanted === "" ? "A node needs a name" : undefined;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (error) return;
        editor.dispatch(renameNode, { id: node.id, name, nodeTypes: editor.state.getState().nodeTypes });
        onDone();
      }}
    >
      <FormField label="Name" help="Expressions that name the node follow." error={error}>
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
      <DialogFooter>
        <Button variant="secondary" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" disabled={error !== undefined}>
          Rename
        </Button>
      </DialogFooter>
    </form>
  );
}
