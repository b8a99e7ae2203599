/** What the environment says of keys and secrets. Main hands it on to its workers, and to nobody else. */
export type SecretVariables = { [name: string]: string | undefined };

export function secretVariables(): SecretVariables {
  const given = Object.entries(process.env).filter(([name, value]) => value && isSecretName(name));
  return Object.fromEntries(given);
}

const isSecretName = (name: string) =>
  /^ISLEWIRE_(KEY|KEY_FILE|SECRETS_FOLDER|VAULT_ADDRESS|VAULT_TOKEN|SECRET_\w+)$/.test(name);
