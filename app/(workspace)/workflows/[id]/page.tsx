import type { Metadata } from "next";
import { Editor } from "./editor";

export const metadata: Metadata = { title: "Editor" };

export default async function WorkflowPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  // The key makes another workflow a fresh editor.
  return <Editor key={id} id={id} />;
}
