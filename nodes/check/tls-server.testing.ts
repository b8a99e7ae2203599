import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";

/** An HTTPS server whose certificate nobody has signed. Its key is good for nothing but these tests. */
export async function openTlsServer(): Promise<{ port: number; close(): void }> {
  const server: Server = createServer({ key, cert }, (_, response) => void response.end("secure"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJqY5ISGHxIVCZauM
0O7lHnEJEP4sLZUoZH9D0yVOjeahRANCAAQrfW4GApwbMHKwt8HGE/Qn9WPCFpLj
Zuj88Rw8JSKadM8qgi+NsFHrOoxg7GkEmnPNK4wBTmk9kSXZZj+bHCuc
-----END PRIVATE KEY-----`;

export const cert = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUI42cPIQK3d4Hm5bR8RkKPPl4h4owCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyOTE2Mzc0OVoYDzIxMjYxMTA1
MTYzNzQ5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQrfW4GApwbMHKwt8HGE/Qn9WPCFpLjZuj88Rw8JSKadM8qgi+NsFHr
Ooxg7GkEmnPNK4wBTmk9kSXZZj+bHCuco28wbTAdBgNVHQ4EFgQUSYLV3anNawmK
jIy16DXnLgbX0J8wHwYDVR0jBBgwFoAUSYLV3anNawmKjIy16DXnLgbX0J8wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgcM67Nc3G5SnlViSMsA2+OY6cWdeAzIk3iCMQsaXEsxkCIQDR
cAhuYNZ2xoi+kjSs4E41WkUlTN6z82UnvJXWfL5OHw==
-----END CERTIFICATE-----`;
