//! The HTML document around the app, in two forms: rendered by the server for one address, and the
//! shell that the service worker keeps for all addresses.

use leptos::prelude::*;
use leptos_meta::MetaTags;
use zoufang_core::wire::Profile;

use crate::app::App;

/// Addresses of the hashed files, from the builder's `assets.json`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Assets {
    pub js: String,
    pub wasm: String,
    /// What fetches parts of the bundle; the script above imports it.
    pub loader: String,
    pub css: String,
    /// The style of the desk, beside that.
    pub desk_css: String,
    pub start: String,
    /// The worker that makes photos smaller.
    pub photo: String,
    /// The worker that makes keys of PINs.
    pub lock: String,
    /// Everything that today's page needs without network.
    pub precache: Vec<String>,
    /// What the other pages of the field need besides.
    pub parts: Vec<String>,
    /// Changes whenever one of those files does.
    pub version: String,
}

/// Who is signed in, for pages rendered by the server. In the context of each request.
#[derive(Clone, Debug, Default)]
pub struct RequestSession(pub Option<Profile>);

/// The document that the server renders for one address; the bundle hydrates it.
pub fn shell(assets: Assets) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="zh-CN">
            <head>
                {head(&assets)}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The document for every address without network: it holds nothing of anybody, and the bundle,
/// seeing `data-render`, mounts instead of hydrating. Plain text, because the pipeline that renders
/// pages writes inline scripts for them, which the content policy of a kept page cannot allow.
#[cfg(feature = "ssr")]
pub fn offline_shell(assets: &Assets) -> String {
    let document = Owner::new().with(|| {
        view! {
            <html lang="zh-CN" data-render="csr">
                <head>
                    {head(assets)}
                    <title>"走访"</title>
                </head>
                <body></body>
            </html>
        }
        .to_html()
    });
    format!("<!DOCTYPE html>{document}")
}

/// No inline script or style: the content policy forbids them.
fn head(assets: &Assets) -> impl IntoView + use<> {
    let Assets { js, loader, wasm, css, desk_css, start, photo, lock, .. } = assets.clone();
    view! {
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name="zoufang-assets" data-js=js.clone() data-wasm=wasm.clone() data-photo=photo data-lock=lock data-desk=desk_css/>
        <link rel="stylesheet" href=css/>
        <link rel="modulepreload" href=js/>
        <link rel="modulepreload" href=loader/>
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        <link rel="manifest" href="/manifest.webmanifest"/>
        <link rel="icon" href="/icons/icon.svg" r#type="image/svg+xml"/>
        <link rel="apple-touch-icon" href="/icons/icon-192.png"/>
        <script r#type="module" src=start></script>
    }
}
