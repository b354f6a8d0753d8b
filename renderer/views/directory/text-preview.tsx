import type { TemplateInput } from '../../../shared/domain/template.ts';
import { useVariableExample } from './use-variable-example.ts';

/** How a text reads with its variables filled in, by examples. */
export function TextPreview({ template }: { readonly template: TemplateInput }) {
  const exampleOf = useVariableExample();
  const fill = (text: string): string =>
    text.replace(/\{\{([^{}]*)\}\}/g, (_all, name: string) => exampleOf(name.trim()));
  return (
    <div className="side-by-side">
      {(['De', 'En'] as const).map((language) => (
        <section key={language} className="text-preview">
          <h3>{fill(template[`subject${language}`])}</h3>
          <p className="text-body">{fill(template[`text${language}`])}</p>
        </section>
      ))}
    </div>
  );
}
