import { titled } from "@/app/translator";
import { Editor } from "./editor";

export const generateMetadata = titled("editor");

export default async function WorkflowPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  // The key makes another workflow a fresh editor.
  return <Editor key={id} id={id} />;
}
