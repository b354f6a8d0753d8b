import { useTranslation } from 'react-i18next';
import type { TemplateInput } from '../../../shared/domain/template.ts';

/** How a text reads with its variables filled in, by examples. */
export function TextPreview({ template }: { readonly template: TemplateInput }) {
  const { t } = useTranslation();
  const fill = (text: string): string =>
    text.replace(/\{\{([^{}]*)\}\}/g, (_all, name: string) => t(`variableExample.${name.trim()}`));
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
