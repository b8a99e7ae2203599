/** Which passwords are taken: length counts, and that nobody guesses it; what it is made of does not. */

export const minPasswordLength = 8;
export const maxPasswordLength = 128;

export type PasswordProblem = "short" | "long" | "common" | "name";

/** `own`: the person's name and e-mail address. */
export function passwordProblem(
  password: string,
  own: { name?: string; email?: string } = {},
): PasswordProblem | undefined {
  const length = [...password].length;
  if (length < minPasswordLength) return "short";
  if (password.length > maxPasswordLength) return "long";
  if (isCommon(password)) return "common";
  const plain = unmasked(password);
  return namesOf(own).some((name) => plain.includes(name)) ? "name" : undefined;
}

export const passwordProblems: { readonly [problem in PasswordProblem]: string } = {
  short: `The password needs at least ${minPasswordLength} characters`,
  long: `The password can have at most ${maxPasswordLength} characters`,
  common: "This password is one of the first that are guessed",
  name: "The password must not hold your name, your e-mail address or the name of this product",
};

/** What people begin with when they want a password that is easy to type or remember. */
const words = new Set(
  `abc abcd access account admin administrator alexander amanda andrea andrew angel anthony apple april arsenal asdf ashley
  august austin autumn awesome babygirl bailey banana barcelona baseball basketball batman beautiful biteme blink blue
  bond boomer bubbles buster butterfly changeit changeme changepassword charlie cheese chelsea chicken chocolate clear
  coffee computer cookie cowboy daniel dallas default december demo dragon eagle elephant family february flower football
  forever freedom friday friend fuck fuckyou gandalf ginger god google guest hacker hannah happy harley heaven hello
  helloworld hockey holiday hunter iloveyou iloveu internet january jasmine jennifer jessica jesus jordan joshua july
  june justin killer king letmein liverpool login london love lovely loveme lover maggie manager march marina martin
  master matrix matthew maverick merlin michael michelle mickey monday money monkey monster mother mustang mylove
  nicole ninja november nothing october orange pass passme passphrase passpass passw password pepper phoenix pokemon
  princess private purple qazwsx qwer qwert qwerty qwertyuiop rainbow root saturday samsung samurai secret security
  september server shadow silver soccer snoopy spider spiderman spring starwars summer sunday sunflower sunshine super
  superman superuser support sweet sysadmin system taylor temp temporary test tester testing thomas thursday tigger
  tiger trustno trustnoone tuesday user username victoria wednesday welcome whatever william winner winter wizard
  woaini woainima yankees yellow zxcv zxcvbn zxcvbnm zaqwsx islewire workflow automation`.split(/\s+/),
);

/** Neighbours on a keyboard, and in the alphabet. */
const rows = [
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
  "azertyuiopqsdfghjklmwxcvbn",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
  "qazwsxedcrfvtgbyhnujmikolp",
  "1q2w3e4r5t6y7u8i9o0p",
  "01234567890123456789",
  "147258369",
];

function isCommon(password: string): boolean {
  const lower = password.toLowerCase().normalize("NFKC");
  const plain = unmasked(password);
  // What stands around a word is no letter in disguise.
  const core = unmasked(lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ""));
  return [lower, plain].some((text) => isRepeated(text) || isRow(text)) || [lower, plain, core].some(isWord);
}

/** One word of the list, or two, among digits and signs. */
function isWord(text: string): boolean {
  const letters = text.replace(/[^\p{L}]/gu, "");
  // Much that is no letter is more than a number behind a word.
  if (text.length - letters.length > 8) return false;
  if (letters === "" || words.has(letters)) return text.length < 16;
  for (let at = 2; at < letters.length - 1; at++) {
    if (words.has(letters.slice(0, at)) && words.has(letters.slice(at))) return true;
  }
  return false;
}

/** `abcabcabc`, `aaaaaaaa`, or fewer than four different characters. */
function isRepeated(text: string): boolean {
  return new Set(text).size < 4 || /^(.{1,6}?)\1+.?$/su.test(text);
}

/** It runs along one row, forth or back, whatever number comes behind it. */
function isRow(text: string): boolean {
  const core = text.replace(/[^\p{L}\p{N}]/gu, "");
  const [, letters = "", digits = ""] = /^(\p{L}*)(\p{N}*)$/u.exec(core) ?? [];
  const along = (part: string) => {
    const back = [...part].reverse().join("");
    return rows.some((row) => row.includes(part) || row.includes(back));
  };
  return (
    core.length > 0 && (along(core) || (letters.length > 3 && along(letters) && digits.length < 9 && along(digits)))
  );
}

const masks: { readonly [sign: string]: string } = {
  "@": "a",
  "4": "a",
  "3": "e",
  "0": "o",
  "1": "i",
  "!": "i",
  "5": "s",
  $: "s",
  "7": "t",
};

const unmasked = (text: string) =>
  text
    .toLowerCase()
    .normalize("NFKC")
    .replace(/[@43015!$7]/g, (sign) => masks[sign] ?? sign);

/** Short ones are in too many words. */
function namesOf({ name = "", email = "" }: { name?: string; email?: string }): string[] {
  const parts = [...name.split(/\s+/), email, ...email.split("@").slice(0, 1)];
  return ["islewire", ...parts.map(unmasked)].filter((part) => [...part].length >= 4);
}
