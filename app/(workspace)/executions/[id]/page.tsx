import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requestTranslator } from "@/app/translator";
import { View } from "./view";

type ExecutionPageProps = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: ExecutionPageProps): Promise<Metadata> {
  const { id } = await params;
  const t = await requestTranslator();
  return { title: t("pages.titles.execution", { id }) };
}

export default async function ExecutionPage({ params }: ExecutionPageProps) {
  const { id } = await params;
  if (!/^\d{1,15}$/.test(id)) notFound();
  return <View key={id} id={Number(id)} />;
}
