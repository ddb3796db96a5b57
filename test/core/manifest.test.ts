import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { readImageTask, TASKS } from "../../src/core/image/build/imageTask.ts";

interface Menu {
    readonly command?: string;
    readonly submenu?: string;
    readonly when?: string;
    readonly group?: string;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const contributes = manifest.contributes;
const commands: readonly { command: string; title: string; category: string; icon?: string }[] = contributes.commands;
const submenus: readonly { readonly id: string; readonly label: string }[] = contributes.submenus;
const menus: Readonly<Record<string, readonly Menu[]>> = contributes.menus;

describe("package.json", () => {
    it("lists the commands that are registered, and no others", () => {
        const registered = [...readFileSync("src/editor/commands.ts", "utf8").matchAll(/"(rustSagemaker\.[a-zA-Z.]+)":/g)].map(
            ([, id]) => id,
        );
        assert.deepEqual(new Set(commands.map(({ command }) => command)), new Set(registered));
    });

    it("gives each command a category, and one in a toolbar or beside a row an icon", () => {
        const icons = new Map(commands.map(({ command, icon }) => [command, icon]));
        assert.ok(commands.every(({ category }) => category === "SageMaker"));
        const shown = Object.values(menus)
            .flat()
            .filter(({ group }) => /^(inline|navigation)/.test(group ?? ""));
        assert.ok(shown.length > 0);
        assert.deepEqual(
            shown.filter(({ command = "" }) => !icons.get(command)),
            [],
        );
    });

    it("leads through the walkthrough by known commands", () => {
        const known = new Set(commands.map(({ command }) => command));
        const text = JSON.stringify(contributes.walkthroughs);
        const named = [...text.matchAll(/(?:command:|onCommand:)(rustSagemaker\.[a-zA-Z.]+)/g)].map(([, id = ""]) => id);
        assert.ok(named.length > 0);
        assert.deepEqual(
            named.filter((id) => !known.has(id)),
            [],
        );
    });

    it("puts only known commands and menus into menus", () => {
        const known = new Set([...commands.map(({ command }) => command), ...submenus.map(({ id }) => id)]);
        const unknown = Object.values(menus)
            .flat()
            .filter(({ command, submenu = "" }) => !known.has(command ?? submenu));
        assert.deepEqual(unknown, []);
        assert.ok(submenus.every(({ id, label }) => label !== "" && (menus[id]?.length ?? 0) > 0));
    });

    it("keeps each setting that names a program or a folder to the machine, and out of untrusted workspaces", () => {
        const settings: Record<string, { scope: string; markdownDescription: string; default: unknown; order: number }> =
            contributes.configuration.properties;
        const guarded = Object.keys(settings).filter((key) => settings[key]?.scope === "machine");
        assert.deepEqual(guarded.toSorted(), manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted());
        for (const [key, { scope, markdownDescription, order, ...rest }] of Object.entries(settings)) {
            assert.ok(scope && markdownDescription && order && "default" in rest, key);
        }
    });

    it("offers to build an image on Dockerfiles and on what describes a crate, and on nothing else", () => {
        const entry = menus["explorer/context"]?.find(({ command }) => command === "rustSagemaker.image.build");
        const pattern = new RegExp(/resourceFilename =~ \/(.*)\/$/.exec(entry?.when ?? "")?.[1] ?? assert.fail("no pattern"));
        const names = ["Dockerfile", "Dockerfile.cuda", "gpu.Dockerfile", "Containerfile", "Cargo.toml", "sagemaker.json"];
        assert.deepEqual(
            names.filter((name) => !pattern.test(name)),
            [],
        );
        const others = [
            ".dockerignore",
            "Dockerfile.dockerignore",
            "Dockerfile.cuda.dockerignore",
            "Cargo.lock",
            "dockerfile.rs",
        ];
        assert.deepEqual(
            others.filter((name) => pattern.test(name)),
            [],
        );
    });

    it("describes the tasks that are provided", () => {
        const [{ type, properties }] = contributes.taskDefinitions;
        assert.deepEqual(properties.task.enum, TASKS);
        for (const task of properties.task.enum) {
            for (const purpose of properties.purpose.enum) {
                const read = readImageTask({ type, task, purpose, manifest: properties.manifest.default });
                assert.deepEqual(read, { task, manifest: "Cargo.toml", purpose, instanceType: undefined, tags: [] });
            }
        }
    });

    it("names files that are there", () => {
        const named = [
            manifest.icon,
            contributes.viewsContainers.activitybar[0].icon,
            contributes.views.rustSagemaker[0].icon,
            contributes.jsonValidation[0].url,
            ...contributes.walkthroughs[0].steps.map((step: { media: { image: string } }) => step.media.image),
        ];
        assert.deepEqual(
            named.filter((file: string) => !existsSync(file)),
            [],
        );
    });

    it("begins no title with another company's brand", () => {
        assert.deepEqual(
            commands.filter(({ title }) => title.startsWith("AWS")),
            [],
        );
    });

    it("needs nothing at run time but what is bundled", () => {
        assert.deepEqual(manifest.dependencies ?? {}, {});
    });
});
