import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requestTranslator } from "@/app/translator";
import { View } from "./view";

type ComparePageProps = { searchParams: Promise<{ a?: string; b?: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await requestTranslator();
  return { title: t("compare.title") };
}

export default async function ComparePage({ searchParams }: ComparePageProps) {
  const { a = "", b = "" } = await searchParams;
  if (!/^\d{1,15}$/.test(a) || !/^\d{1,15}$/.test(b)) notFound();
  return <View key={`${a}/${b}`} a={Number(a)} b={Number(b)} />;
}
