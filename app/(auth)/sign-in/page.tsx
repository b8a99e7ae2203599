import { titled } from "@/app/translator";
import { SignInForm } from "@/components/sign-in/sign-in-form";

export const generateMetadata = titled("signIn");

type SignInPageProps = { searchParams: Promise<{ next?: string | string[]; problem?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next, problem } = await searchParams;
  const one = (value: string | string[] | undefined) => (typeof value === "string" ? value : undefined);
  return <SignInForm next={one(next)} problem={one(problem)} />;
}
