import type { ImageRepository, NewRepository } from "../../core/image/push/imageRepositories.ts";
import { LIFECYCLE_POLICY, repositoryNameFault } from "../../core/image/push/newRepository.ts";
import type { Ask, Choice, Step } from "../ask.ts";

/** A repository that is there, or that the push is to make. */
export type ChosenRepository =
    | { readonly kind: "there"; readonly repository: ImageRepository }
    | { readonly kind: "new"; readonly repository: NewRepository };

/** Asks for a repository of an account: the proposed one comes first, or making it, which is done only when something is pushed into it. */
export async function chooseRepository(
    ask: Pick<Ask, "steps">,
    title: string,
    there: readonly ImageRepository[],
    proposed: string,
): Promise<ChosenRepository | undefined> {
    let made: NewRepository | undefined;
    const taken = new Set(there.map(({ name }) => name));
    const step: Step = {
        kind: "pick",
        key: "repository",
        prompt: "Repository that the image is pushed to",
        choices: there.toSorted((a, b) => rank(a, proposed) - rank(b, proposed)).map(choiceOf),
        other: {
            label: "Create Repository…",
            isFirst: !taken.has(proposed),
            async choose() {
                made = await askNewRepository(ask, taken.has(proposed) ? "" : proposed, taken);
                return made?.name;
            },
        },
    };
    const name = (await ask.steps(title, [step]))?.get("repository");
    const found = there.find((one) => one.name === name);
    if (found !== undefined) {
        return { kind: "there", repository: found };
    }
    return made !== undefined && made.name === name ? { kind: "new", repository: made } : undefined;
}

/** Asks how a new repository is to be; undefined when the user gave up. */
export async function askNewRepository(
    ask: Pick<Ask, "steps">,
    proposed: string,
    taken: ReadonlySet<string>,
): Promise<NewRepository | undefined> {
    const answers = await ask.steps("Create ECR Repository", stepsOf(proposed, taken));
    return (
        answers && {
            name: answers.get("name") ?? "",
            isTagImmutable: answers.get("tags") === "immutable",
            scanOnPush: answers.get("scan") === "yes",
            lifecyclePolicy: answers.get("policy") === "yes" ? LIFECYCLE_POLICY : undefined,
        }
    );
}

function rank({ name }: ImageRepository, proposed: string): number {
    return name === proposed ? 0 : 1;
}

function choiceOf({ name, isTagImmutable }: ImageRepository): Choice<string> {
    return { label: name, description: isTagImmutable ? "immutable tags" : "", value: name };
}

function stepsOf(proposed: string, taken: ReadonlySet<string>): readonly Step[] {
    return [
        {
            kind: "text",
            key: "name",
            prompt: "Name of the repository",
            value: proposed,
            validate: (name) =>
                repositoryNameFault(name) ?? (taken.has(name) ? "A repository of this name exists already." : undefined),
        },
        {
            kind: "pick",
            key: "tags",
            prompt: "May a tag be given to another image later?",
            choices: [
                { label: "No: tags are immutable", detail: "What a tag names stays what it names.", value: "immutable" },
                { label: "Yes", detail: "A push under the same tag leaves the earlier image without one.", value: "mutable" },
            ],
        },
        {
            kind: "pick",
            key: "scan",
            prompt: "Scan each image for known vulnerabilities when it is pushed?",
            choices: [
                { label: "Yes", detail: "ECR's basic scan costs nothing; its findings stand in the tree.", value: "yes" },
                { label: "No", value: "no" },
            ],
        },
        {
            kind: "pick",
            key: "policy",
            prompt: "Delete old images by a lifecycle policy?",
            choices: [
                { label: "No: keep all images", detail: "Each is billed until it is deleted.", value: "no" },
                {
                    label: "Yes: those without a tag after 14 days, and all but the last 50",
                    detail: "ECR also deletes what an endpoint still needs when it starts another instance.",
                    value: "yes",
                },
            ],
        },
    ];
}
