import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { View } from "./view";

type ExecutionPageProps = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: ExecutionPageProps): Promise<Metadata> {
  const { id } = await params;
  return { title: `Execution ${id}` };
}

export default async function ExecutionPage({ params }: ExecutionPageProps) {
  const { id } = await params;
  if (!/^\d{1,15}$/.test(id)) notFound();
  return <View key={id} id={Number(id)} />;
}
