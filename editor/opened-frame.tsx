import { ReactFlowProvider } from "@xyflow/react";
import type { ReactNode } from "react";
import { CanvasSkeleton } from "@/components/canvas-skeleton";
import { ErrorState } from "@/components/ui/error-state";
import { type Editor, EditorProvider } from "./editor-context";

type OpenedFrameProps = {
  /** What is opened, such as "workflow". */
  subject: string;
  editor: Editor | undefined | null;
  error: string | null;
  onRetry: () => void;
  children: ReactNode;
};

/** Around every page with a canvas: while it loads, when it cannot be opened, and what its parts share. */
export function OpenedFrame({ subject, editor, error, onRetry, children }: OpenedFrameProps) {
  if (error) {
    return (
      <ErrorState
        className="h-full justify-center"
        title={`The ${subject} could not be opened`}
        message={error}
        onRetry={onRetry}
      />
    );
  }
  if (!editor) return <CanvasSkeleton label={`Opening the ${subject}`} />;
  return (
    <EditorProvider editor={editor}>
      <ReactFlowProvider>{children}</ReactFlowProvider>
    </EditorProvider>
  );
}
