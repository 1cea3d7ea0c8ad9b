import type { Kind } from './queries';

/** The three lines of Python that put something into an empty list. */
export const firstSteps: Record<Kind, string> = {
  models: `import mlflow

with mlflow.start_run():
    mlflow.sklearn.log_model(model, name="model", registered_model_name="digits")`,
  prompts: `import mlflow

mlflow.genai.register_prompt("greeting", "Hello {{ name }}, how can I help?")
prompt = mlflow.genai.load_prompt("greeting")`,
};

/** How MLflow's clients name a version: by an alias where it has one. */
export function versionUri(kind: Kind, name: string, version: number, aliases: string[]): string {
  const [alias] = aliases;
  return `${kind}:/${name}${alias ? `@${alias}` : `/${version}`}`;
}

/** The lines that load it. */
export const loadSnippet = (kind: Kind, uri: string): string =>
  kind === 'prompts'
    ? `import mlflow

prompt = mlflow.genai.load_prompt("${uri}")
print(prompt.template)`
    : `import mlflow

model = mlflow.pyfunc.load_model("${uri}")
model.predict(data)`;
