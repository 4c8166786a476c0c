"""The one line as each system of websites wants it pasted.  [pure]

Only code, with the site's own address in it; where it goes is said by the page that shows it, in the
reader's language. Block names, hooks and options were checked against the vendors' documentation.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from tracker.settings import Settings
from tracker.site import Site
from tracker.snippet.install import beacon_url


@dataclass(frozen=True)
class Recipe:
    """``code``: stable name, for translations; ``text``: plain text to copy."""

    code: str
    name: str  # proper name, not translated
    text: str


def recipes(settings: Settings, site: Site) -> tuple[Recipe, ...]:
    """In the order in which people look for them."""
    url = f"{beacon_url(settings, site)}.js"
    line = f'<script async src="{escape(url)}"></script>'
    return (
        Recipe("gtm", "Google Tag Manager", line),
        Recipe("wordpress", "WordPress", _wordpress(url)),
        Recipe("shopify", "Shopify", line),
        Recipe("shopware", "Shopware 6", _shopware(line)),
        Recipe("typo3", "TYPO3", _typo3(line)),
        Recipe("hubspot", "HubSpot CMS", line),
        Recipe("webflow", "Webflow", line),
        Recipe("next", "Next.js", _next(url)),
        Recipe("nuxt", "Nuxt", _nuxt(url)),
        Recipe("astro", "Astro", f'<script is:inline async src="{escape(url)}"></script>'),
    )


def _wordpress(url: str) -> str:
    return f"""add_action('wp_enqueue_scripts', function () {{
    wp_enqueue_script('visits', '{url}', [], null, ['strategy' => 'async']);
}});"""


def _shopware(line: str) -> str:
    return f"""{{% sw_extends '@Storefront/storefront/layout/meta.html.twig' %}}

{{% block layout_head_javascript_tracking %}}
    {{{{ parent() }}}}
    {line}
{{% endblock %}}"""


def _typo3(line: str) -> str:
    return f"""page.headerData.1714 = TEXT
page.headerData.1714.value = {line}"""


def _next(url: str) -> str:
    return f"""import Script from 'next/script';

export default function RootLayout({{ children }}) {{
  return (
    <html lang="en">
      <body>
        {{children}}
        <Script src="{url}" strategy="afterInteractive" />
      </body>
    </html>
  );
}}"""


def _nuxt(url: str) -> str:
    return f"""export default defineNuxtConfig({{
  app: {{ head: {{ script: [{{ src: '{url}', async: true }}] }} }},
}});"""


def shop_pixel(settings: Settings, site: Site) -> str:
    """JavaScript for a custom pixel of Shopify: the checkout runs no script of the theme's.

    A sandbox without a page: the batch is put together by hand. Only what was done and its worth, no name.
    """
    return f"""const send = (event, name, value) => fetch('{beacon_url(settings, site)}', {{
  method: 'POST', keepalive: true, credentials: 'omit',
  body: JSON.stringify({{ v: 1, i: event.id.replace(/[^\\w-]/g, '').slice(0, 64),
    u: event.context.document.location.href, e: [[name, 0, 0, value]] }}),
}});
const worth = (price, items) => [price?.amount, price?.currencyCode, items];
analytics.subscribe('product_added_to_cart', (event) =>
  send(event, 'add_to_cart', worth(event.data.cartLine?.cost?.totalAmount, event.data.cartLine?.quantity)));
analytics.subscribe('checkout_started', (event) =>
  send(event, 'begin_checkout', worth(event.data.checkout.totalPrice, event.data.checkout.lineItems.length)));
analytics.subscribe('checkout_completed', (event) =>
  send(event, 'purchase', worth(event.data.checkout.totalPrice, event.data.checkout.lineItems.length)));"""


def origin_of(settings: Settings) -> str:
    """Scheme and host the script comes from, as a content policy names it."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(settings.public_url))
