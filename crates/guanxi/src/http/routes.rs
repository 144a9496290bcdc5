//! Every address of the program, by listener. What the staff may do is here and nowhere else.

use super::{
    arrangement, assets, audit, brand, bulk_actions, calendar, config, divisions, edge, features, files, formula, guest,
    hand_overs, health, home, identity_providers, import_schedules, imports, jobs, keys, leaving, list_views, live, mail,
    mentions, meta, notices, objects, oidc, once, passkeys, password, privacy, records, refused, reports, reviews, roles, search,
    session, sessions, totp, units, users, validation, watch,
};
use crate::app::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::get;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

/// Smallest answer worth packing, in bytes.
const PACK_FROM: u64 = 1400;

/// Operations that are described by hand.
fn operations() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(session::sign_in))
        .routes(routes!(session::sign_out))
        .routes(routes!(password::forgot))
        .routes(routes!(password::reset))
        .routes(routes!(oidc::providers))
        .routes(routes!(brand::logo))
        .routes(routes!(brand::manifest))
        .routes(routes!(oidc::begin_oidc))
        .routes(routes!(oidc::callback))
        .routes(routes!(oidc::send_code))
        .routes(routes!(passkeys::ask_passkey))
        .routes(routes!(passkeys::sign_in_by_passkey))
        .routes(routes!(passkeys::list, passkeys::create))
        .routes(routes!(passkeys::begin))
        .routes(routes!(passkeys::rename))
        .routes(routes!(passkeys::remove))
        .routes(routes!(passkeys::list_of, passkeys::remove_all_of))
        .routes(routes!(passkeys::remove_of))
        .routes(routes!(identity_providers::list, identity_providers::create))
        .routes(routes!(identity_providers::patch, identity_providers::delete))
        .routes(routes!(session::me, session::patch_me))
        .routes(routes!(meta::meta))
        .routes(routes!(meta::openapi))
        .routes(routes!(divisions::divisions))
        .routes(routes!(search::find))
        .routes(routes!(search::rebuild))
        .routes(routes!(users::list, users::create))
        .routes(routes!(users::patch))
        .routes(routes!(users::unlock))
        .routes(routes!(hand_overs::preview))
        .routes(routes!(hand_overs::create))
        .routes(routes!(hand_overs::list))
        .routes(routes!(hand_overs::read))
        .routes(routes!(hand_overs::items))
        .routes(routes!(hand_overs::cancel))
        .routes(routes!(hand_overs::undo_preview))
        .routes(routes!(hand_overs::undo))
        .routes(routes!(bulk_actions::list))
        .routes(routes!(bulk_actions::read))
        .routes(routes!(bulk_actions::items))
        .routes(routes!(bulk_actions::cancel))
        .routes(routes!(bulk_actions::undo))
        .routes(routes!(sessions::list_own, sessions::end_others))
        .routes(routes!(sessions::end_own))
        .routes(routes!(sessions::list_of, sessions::end_all_of))
        .routes(routes!(sessions::end))
        .routes(routes!(totp::read, totp::begin))
        .routes(routes!(totp::confirm))
        .routes(routes!(totp::remove))
        .routes(routes!(totp::renew))
        .routes(routes!(totp::reset))
        .routes(routes!(totp::read_rules, totp::put_rules))
        .routes(routes!(totp::usage))
        .routes(routes!(roles::list, roles::create))
        .routes(routes!(roles::patch, roles::delete))
        .routes(routes!(units::list))
        .routes(routes!(units::put))
        .routes(routes!(leaving::preview))
        .routes(routes!(leaving::list, leaving::create))
        .routes(routes!(leaving::read, leaving::delete))
        .routes(routes!(leaving::file))
        .routes(routes!(leaving::cancel))
        .routes(routes!(reports::soles))
        .routes(routes!(reports::sole))
        .routes(routes!(reports::export_sole))
        .routes(routes!(reports::known))
        .routes(routes!(reports::set_targets))
        .routes(routes!(reports::export_known))
        .routes(routes!(reviews::access))
        .routes(routes!(reviews::export))
        .routes(routes!(reviews::list, reviews::create))
        .routes(routes!(reviews::read))
        .routes(routes!(reviews::decide))
        .routes(routes!(reviews::export_one))
        .routes(routes!(keys::list, keys::create))
        .routes(routes!(keys::delete))
        .routes(routes!(audit::list))
        .routes(routes!(audit::export))
        .routes(routes!(config::export_config))
        .routes(routes!(config::diff_config).layer(DefaultBodyLimit::max(config::LARGEST)))
        .routes(routes!(config::apply_config).layer(DefaultBodyLimit::max(config::LARGEST)))
        .routes(routes!(config::config_changes))
        .routes(routes!(config::undo_config_change))
        .routes(routes!(config::list_packs))
        .routes(routes!(config::read_pack))
        .routes(routes!(brand::read, brand::put))
        .routes(routes!(brand::put_logo, brand::delete_logo))
        .routes(routes!(objects::create))
        .routes(routes!(objects::patch))
        .routes(routes!(objects::read_sources, objects::put_sources))
        .routes(routes!(arrangement::read, arrangement::put))
        .routes(routes!(validation::read_rules, validation::put_rules))
        .routes(routes!(objects::create_field))
        .routes(routes!(formula::computing, formula::try_formula))
        .routes(routes!(objects::patch_field, objects::delete_field))
        .routes(routes!(files::create))
        .routes(routes!(files::read))
        .routes(routes!(imports::list, imports::create))
        .routes(routes!(imports::preview))
        .routes(routes!(imports::read))
        .routes(routes!(imports::cancel))
        .routes(routes!(imports::resume))
        .routes(routes!(imports::undo))
        .routes(routes!(imports::undo_preview))
        .routes(routes!(refused::refused))
        .routes(routes!(refused::refused_rows))
        .routes(routes!(imports::list_templates, imports::create_template))
        .routes(routes!(import_schedules::list, import_schedules::create))
        .routes(routes!(import_schedules::preview))
        .routes(routes!(import_schedules::read, import_schedules::patch, import_schedules::delete))
        .routes(routes!(import_schedules::run))
        .routes(routes!(import_schedules::files))
        .routes(routes!(list_views::list, list_views::create))
        .routes(routes!(list_views::patch, list_views::delete))
        .routes(routes!(list_views::restore))
        .routes(routes!(list_views::begin_with))
        .routes(routes!(live::stream))
        .routes(routes!(live::look))
        .routes(routes!(notices::list))
        .routes(routes!(notices::read))
        .routes(routes!(notices::digest, notices::put_digest))
        .routes(routes!(calendar::calendar_feed, calendar::make_calendar_feed, calendar::end_calendar_feed))
        .routes(routes!(home::home, home::put_home, home::reset_home))
        .routes(routes!(home::put_role_home, home::reset_role_home))
        .routes(routes!(mentions::find))
        .routes(routes!(privacy::preview, privacy::erase))
        .routes(routes!(privacy::hold, privacy::put_hold, privacy::lift_hold))
        .routes(routes!(mail::state))
        .routes(routes!(mail::test))
        .routes(routes!(privacy::archives::list, privacy::archives::create))
        .routes(routes!(privacy::archives::read, privacy::archives::delete))
        .routes(routes!(privacy::archives::file))
        .routes(routes!(privacy::archives::cancel))
        .routes(routes!(privacy::desk::list, privacy::desk::create))
        .routes(routes!(privacy::desk::read, privacy::desk::patch))
        .routes(routes!(privacy::desk::act))
        .routes(routes!(privacy::desk::restrict, privacy::desk::lift))
        .routes(routes!(privacy::desk::read_rules, privacy::desk::put_rules))
        .routes(routes!(privacy::ropa::read, privacy::ropa::put))
        .routes(routes!(privacy::ropa::document))
        .routes(routes!(privacy::retention::list, privacy::retention::create))
        .routes(routes!(privacy::retention::switch, privacy::retention::remove))
        .routes(routes!(privacy::retention::try_out))
        .routes(routes!(privacy::retention::run))
        .routes(routes!(privacy::retention::runs))
        .routes(routes!(privacy::retention::cancel))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::retry))
}

/// The hand-written part of the OpenAPI document.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    operations().merge(crm::http::routes()).into_openapi()
}

/// For staff: the API, the web app, and what watches the program.
pub fn staff(app: &App) -> Router {
    let state = (app.clone(), features::Rights::of(&document()));
    let once = || from_fn_with_state(state.clone(), once::layer::once);
    let (operations, _) = operations().split_for_parts();
    let (features, _) = crm::http::routes::<App>().split_for_parts();
    let features = features.route_layer(once()).route_layer(from_fn_with_state(state.clone(), features::authenticated));
    let routes = operations
        .merge(records::merging())
        .route_layer(once())
        .merge(records::routes())
        .route_layer(from_fn_with_state(app.clone(), watch::watch))
        .merge(features)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .fallback(web_app);
    layers(routes, app)
}

/// For everybody: alive or not, a page that says where one is, records for those who have a link to them, and calendars.
pub fn public(app: &App) -> Router {
    let routes = Router::new()
        .route("/healthz", get(health::alive))
        .route("/", get(landing))
        .route("/g/{token}", get(guest::read).post(guest::unlock))
        .route("/c/{file}", get(calendar::read))
        .fallback(edge::nothing_here);
    layers(routes, app)
}

fn layers(routes: Router<App>, app: &App) -> Router {
    let worth = SizeAbove::new(PACK_FROM)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::new("application/octet-stream"));
    routes
        .method_not_allowed_fallback(edge::wrong_method)
        .layer(DefaultBodyLimit::max(app.settings().max_body))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth))
        .layer(from_fn_with_state(app.edge().clone(), edge::edge))
        .with_state(app.clone())
}

async fn web_app(State(app): State<App>, request: Request) -> Response {
    app.assets().serve(request.method(), request.uri(), request.headers()).await
}

async fn landing() -> Response {
    assets::page(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Guanxi</title><body><h1>Guanxi</h1><p>Nothing is published here yet.</p>"
            .to_owned(),
    )
}
