const secretName = /auth|cookie|token|secret|signature|hmac|passw|credential|session|(^|[-_])(api)?[-_]?key|sig$/i;

/** Of a header, a parameter or a field: what stands there is nobody's business. */
export const isSecretName = (name: string) => secretName.test(name);
