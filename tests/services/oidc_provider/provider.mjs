// An OpenID Connect provider on a loopback port: whoever types a name is that person. Its folder of packages, the
// address that a sign-in comes back to and the client's name and secret are arguments; its port is told on one line.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [folder, callback, id, secret] = process.argv.slice(2);
const found = createRequire(`${folder}/package.json`).resolve("oidc-provider");
const { default: Provider } = await import(pathToFileURL(found).href);

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{ client_id: id, client_secret: secret, redirect_uris: [callback] }],
    claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email", "email_verified"] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ["only for tests"] },
    findAccount: (_context, name) => ({
      accountId: name,
      claims: () => ({
        sub: name,
        name: `Dr ${name}`,
        preferred_username: name,
        email: `${name}@hospital.example`,
        email_verified: false,
      }),
    }),
  });
  server.on("request", provider.callback());
  console.log(port);
});
