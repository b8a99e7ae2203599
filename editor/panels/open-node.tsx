"use client";

import { Dialog, DialogContent, DialogTitle } from "@/components/ui/dialog";
import { findNode } from "../document";
import { useDocument, useEditor } from "../editor-context";

export function OpenNode({ id }: { id: string }) {
  const { state } = useEditor();
  const node = findNode(useDocument(), id);
  if (!node) return null;
  return (
    <Dialog open onOpenChange={() => state.setState({ openNode: null })}>
      <DialogContent>
        <DialogTitle>{node.name}</DialogTitle>
      </DialogContent>
    </Dialog>
  );
}
