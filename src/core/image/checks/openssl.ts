import { dependenciesOf, type Dependency } from "./cargoDependencies.ts";
import { baseImageOf } from "./baseImage.ts";
import { allInstructions, cargoSubcommands, type CheckedImage, outsideBase, scriptOf } from "./checkedImage.ts";
import { type Finding, type Fix, replacement } from "./finding.ts";

/** Crates whose default features bring OpenSSL on Linux, the first version that no longer does, and the feature to take instead. */
const DEFAULTS: Readonly<Record<string, { readonly until: readonly [number, number] | undefined; readonly feature: string }>> = {
    reqwest: { until: [0, 13], feature: "rustls-tls" },
    "hf-hub": { until: undefined, feature: "rustls-tls" },
};

/** Dependencies of a Cargo.toml that link OpenSSL where rustls, which needs nothing of the system, would do. */
export function opensslDependencies(manifest: string, lock: string | undefined): readonly Finding[] {
    return lock !== undefined && !usesOpenssl(lock)
        ? []
        : dependenciesOf(manifest)
              .filter(bringsOpenssl)
              .map((dependency) => ({
                  id: "openssl",
                  severity: "information",
                  message: `${dependency.name} links OpenSSL here: the build needs its headers, and the image the same major version of libssl. rustls needs neither.`,
                  start: dependency.start,
                  end: dependency.end,
                  fixes: rustlsFix(dependency),
              }));
}

/** A slim base has no libssl, and a binary that is linked to it does not start. */
export function opensslMissing({ stage, crate }: CheckedImage): readonly Finding[] {
    const base = baseImageOf(outsideBase(stage) ?? "");
    const isSlim = base.name === "debian" || base.name === "ubuntu" || base.name === "cuda";
    const isInstalled = allInstructions(stage).some((one) => /libssl|openssl/.test(scriptOf(one)) || isBuild(scriptOf(one)));
    const [word] = stage.from.words;
    return word && isSlim && !isInstalled && usesOpenssl(crate.lock ?? "")
        ? [
              {
                  id: "openssl-missing",
                  severity: "warning",
                  message:
                      'Cargo.lock has openssl-sys, and nothing installs libssl here: a binary that links it ends at its start with "libssl.so… cannot open shared object file". Take rustls in Cargo.toml, or install libssl3 in this stage.',
                  ...stage.from.rangeOf(word),
                  fixes: [],
              },
          ]
        : [];
}

/** What builds in this very stage has the headers, or it would not build. */
function isBuild(script: string): boolean {
    return cargoSubcommands(script).some((subcommand) => subcommand === "build" || subcommand === "install");
}

/** openssl-src means that OpenSSL is compiled in. */
function usesOpenssl(lock: string): boolean {
    return /^name = "openssl-sys"$/m.test(lock) && !/^name = "openssl-src"$/m.test(lock);
}

function bringsOpenssl({ name, version, hasDefaults, features }: Dependency): boolean {
    if (name === "openssl" || name === "native-tls") {
        return !features.includes("vendored");
    }
    const { until } = DEFAULTS[name] ?? {};
    const isOld = until === undefined || (version !== undefined && isBefore(version, until));
    const isNamed = features.some((feature) => feature === "native-tls" || feature === "default-tls");
    return name in DEFAULTS && ((hasDefaults && isOld) || (isNamed && (isOld || features.includes("native-tls"))));
}

function isBefore(version: string, [major, minor]: readonly [number, number]): boolean {
    const [, ownMajor, ownMinor] = /^[=^~\s]*(\d+)(?:\.(\d+))?/.exec(version) ?? [];
    return ownMajor !== undefined && (Number(ownMajor) - major || Number(ownMinor ?? Infinity) - minor) < 0;
}

/** Only where the whole entry stands in the inline form, and rustls is not already wished for under another name. */
function rustlsFix({ name, hasDefaults, features, inline }: Dependency): readonly Fix[] {
    const known = DEFAULTS[name];
    if (known === undefined || inline === undefined || !hasDefaults) {
        return [];
    }
    const wanted = [...features.filter((one) => one !== "native-tls" && one !== "default-tls"), known.feature];
    const list = [...new Set(wanted)].map((feature) => JSON.stringify(feature)).join(", ");
    const others = inline.fields
        .filter((field) => !/^\s*(default-features|default_features|features)\s*=/.test(field))
        .map((field) => field.trim());
    const text = `{ ${[...others, "default-features = false", `features = [${list}]`].join(", ")} }`;
    return [replacement(`Use rustls (${known.feature})`, inline, text)];
}
