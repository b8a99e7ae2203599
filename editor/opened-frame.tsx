import { ReactFlowProvider } from "@xyflow/react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { ProjectOfNewProvider } from "@/components/access/chosen-project";
import { CanvasSkeleton } from "@/components/canvas-skeleton";
import { ErrorState } from "@/components/ui/error-state";
import type { Messages } from "@/shared/messages/read-messages";
import { type Editor, EditorProvider } from "./editor-context";

type OpenedFrameProps = {
  /** What is opened. */
  subject: keyof Messages["canvas"]["opening"];
  editor: Editor | undefined | null;
  error: string | null;
  onRetry: () => void;
  children: ReactNode;
};

/** Around every page with a canvas: while it loads, when it cannot be opened, and what its parts share. */
export function OpenedFrame({ subject, editor, error, onRetry, children }: OpenedFrameProps) {
  const t = useTranslations("canvas");
  if (error) {
    return (
      <ErrorState
        className="h-full justify-center"
        title={t(`notOpened.${subject}`)}
        message={error}
        onRetry={onRetry}
      />
    );
  }
  if (!editor) return <CanvasSkeleton label={t(`opening.${subject}`)} />;
  return (
    <EditorProvider editor={editor}>
      <ProjectOfNewProvider value={editor.state.getState().projectId || undefined}>
        <ReactFlowProvider>{children}</ReactFlowProvider>
      </ProjectOfNewProvider>
    </EditorProvider>
  );
}
