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
import { useEditor, useEditorState } from "../editor-context";
import { keepAsCopy, takeTheirs } from "../workflow-actions";

/** Somebody else saved meanwhile: nothing is overwritten, a person decides. */
export function ConflictDialog() {
  const editor = useEditor();
  const isConflict = useEditorState(({ save }) => save.is === "conflict");
  return (
    <AlertDialog open={isConflict}>
      <AlertDialogContent>
        <AlertDialogHeader>
          <AlertDialogTitle>Somebody saved this workflow after you opened it</AlertDialogTitle>
          <AlertDialogDescription>
            Your changes are not saved yet. Reload to see the newer version without them, or keep yours as a workflow of
            its own.
          </AlertDialogDescription>
        </AlertDialogHeader>
        <AlertDialogFooter>
          <AlertDialogCancel onClick={() => takeTheirs(editor)}>Reload</AlertDialogCancel>
          <AlertDialogAction onClick={() => void keepAsCopy(editor)}>Keep mine as a copy</AlertDialogAction>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
