SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA small;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE small.deal (
    id uuid NOT NULL,
    owner uuid,
    record_type text COLLATE pg_catalog."C",
    currency text COLLATE pg_catalog."C",
    created_at timestamp with time zone,
    created_by uuid,
    updated_at timestamp with time zone,
    updated_by uuid,
    row_version bigint,
    deleted_at timestamp with time zone,
    deleted_by uuid,
    deletion uuid,
    import_ref text COLLATE pg_catalog."C",
    name text COLLATE pg_catalog."C",
    name_sort text COLLATE pg_catalog."C",
    firm uuid,
    stage text COLLATE pg_catalog."C",
    amount numeric(19,6),
    amount_base numeric(19,6),
    margin numeric(19,6),
    close_date date,
    met_at timestamp with time zone,
    notes text COLLATE pg_catalog."C"
);
CREATE TABLE small.firm (
    id uuid NOT NULL,
    owner uuid,
    record_type text COLLATE pg_catalog."C",
    currency text COLLATE pg_catalog."C",
    created_at timestamp with time zone,
    created_by uuid,
    updated_at timestamp with time zone,
    updated_by uuid,
    row_version bigint,
    deleted_at timestamp with time zone,
    deleted_by uuid,
    deletion uuid,
    import_ref text COLLATE pg_catalog."C",
    name text COLLATE pg_catalog."C",
    name_sort text COLLATE pg_catalog."C",
    number text COLLATE pg_catalog."C",
    number_fold text COLLATE pg_catalog."C",
    number_sort text COLLATE pg_catalog."C",
    email text COLLATE pg_catalog."C",
    email_sort text COLLATE pg_catalog."C",
    phone text COLLATE pg_catalog."C",
    parent uuid,
    industry text COLLATE pg_catalog."C"
);
CREATE TABLE small.keel_access_grant (
    user_id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    uid uuid NOT NULL
);
CREATE TABLE small.keel_api_token (
    id uuid NOT NULL,
    "user" uuid NOT NULL,
    hash text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    expires timestamp with time zone,
    last_used timestamp with time zone
);
CREATE TABLE small.keel_audit (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    by uuid,
    actor text NOT NULL COLLATE pg_catalog."C",
    action text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    details text
);
CREATE TABLE small.keel_counter (
    field uuid NOT NULL,
    period text NOT NULL COLLATE pg_catalog."C",
    value bigint NOT NULL
);
CREATE TABLE small.keel_deletion (
    id uuid NOT NULL,
    object uuid NOT NULL,
    record uuid NOT NULL,
    label text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    by uuid,
    at timestamp with time zone NOT NULL,
    count bigint NOT NULL
);
CREATE TABLE small.keel_favourite (
    "user" uuid NOT NULL,
    object uuid NOT NULL,
    record uuid NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE small.keel_file_blob (
    id uuid NOT NULL,
    sha256 text NOT NULL COLLATE pg_catalog."C",
    size bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL COLLATE pg_catalog."C",
    parent_object uuid,
    parent_id uuid,
    parent_field uuid,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    details text
);
CREATE TABLE small.keel_history (
    id uuid NOT NULL,
    object_uid uuid NOT NULL,
    record_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    by uuid,
    action text NOT NULL COLLATE pg_catalog."C",
    revision bigint NOT NULL,
    changes text NOT NULL
);
CREATE TABLE small.keel_idempotency (
    key text NOT NULL COLLATE pg_catalog."C",
    "user" uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    status bigint,
    body text COLLATE pg_catalog."C",
    digest text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE small.keel_import_row (
    run uuid NOT NULL,
    "row" bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    object uuid,
    record uuid,
    action text COLLATE pg_catalog."C",
    row_version bigint,
    source text,
    before text,
    after text,
    problems text
);
CREATE TABLE small.keel_import_run (
    id uuid NOT NULL,
    object uuid NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    file_name text NOT NULL COLLATE pg_catalog."C",
    file uuid,
    options text NOT NULL,
    total bigint DEFAULT 0 NOT NULL,
    done bigint DEFAULT 0 NOT NULL,
    created bigint DEFAULT 0 NOT NULL,
    updated bigint DEFAULT 0 NOT NULL,
    failed bigint DEFAULT 0 NOT NULL,
    note text COLLATE pg_catalog."C",
    by uuid,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    undone_at timestamp with time zone
);
CREATE TABLE small.keel_job (
    id uuid NOT NULL,
    topic text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    label text NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    done bigint DEFAULT 0 NOT NULL,
    total bigint DEFAULT 0 NOT NULL,
    note text COLLATE pg_catalog."C",
    payload text,
    result text,
    error text COLLATE pg_catalog."C",
    by uuid,
    cancel boolean DEFAULT false NOT NULL,
    attempts bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone
);
CREATE TABLE small.keel_meta_change (
    rev bigint NOT NULL,
    uid uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    of text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    before text,
    after text
);
CREATE TABLE small.keel_meta_column (
    object uuid NOT NULL,
    role text NOT NULL COLLATE pg_catalog."C",
    physical text NOT NULL COLLATE pg_catalog."C",
    owner uuid NOT NULL,
    part text NOT NULL COLLATE pg_catalog."C",
    family text NOT NULL COLLATE pg_catalog."C",
    rev bigint NOT NULL,
    dead boolean NOT NULL
);
CREATE TABLE small.keel_meta_component (
    uid uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    of text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    package text NOT NULL COLLATE pg_catalog."C",
    body text NOT NULL,
    digest text NOT NULL COLLATE pg_catalog."C",
    rev bigint NOT NULL,
    dead boolean NOT NULL
);
CREATE TABLE small.keel_meta_head (
    id bigint NOT NULL,
    rev bigint NOT NULL,
    digest text NOT NULL COLLATE pg_catalog."C",
    perm_epoch bigint DEFAULT 0 NOT NULL,
    identity_epoch bigint DEFAULT 0 NOT NULL
);
CREATE TABLE small.keel_meta_package (
    name text NOT NULL COLLATE pg_catalog."C",
    namespace text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL COLLATE pg_catalog."C",
    version text NOT NULL COLLATE pg_catalog."C",
    body text NOT NULL,
    digest text NOT NULL COLLATE pg_catalog."C",
    rev bigint NOT NULL,
    installed_at timestamp with time zone NOT NULL
);
CREATE TABLE small.keel_meta_revision (
    rev bigint NOT NULL,
    parent bigint NOT NULL,
    digest text NOT NULL COLLATE pg_catalog."C",
    at timestamp with time zone NOT NULL,
    by uuid,
    actor text NOT NULL COLLATE pg_catalog."C",
    message text NOT NULL COLLATE pg_catalog."C",
    plan_digest text NOT NULL COLLATE pg_catalog."C",
    plan text NOT NULL
);
CREATE TABLE small.keel_meta_uid (
    uid uuid NOT NULL,
    package text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    parent text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    generation bigint NOT NULL
);
CREATE TABLE small.keel_outbox (
    id uuid NOT NULL,
    topic text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    payload text NOT NULL,
    revision bigint NOT NULL,
    actor uuid,
    attempts bigint DEFAULT 0 NOT NULL,
    available_at timestamp with time zone NOT NULL,
    lease timestamp with time zone,
    holder text COLLATE pg_catalog."C",
    error text COLLATE pg_catalog."C",
    again boolean DEFAULT false NOT NULL,
    dead boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE small.keel_recent (
    "user" uuid NOT NULL,
    object uuid NOT NULL,
    record uuid NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE small.keel_saved_view (
    id uuid NOT NULL,
    owner uuid NOT NULL,
    object uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    body text NOT NULL,
    shared boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE small.keel_schedule_state (
    uid uuid NOT NULL,
    next_at timestamp with time zone,
    last_at timestamp with time zone,
    note text COLLATE pg_catalog."C"
);
CREATE TABLE small.keel_search_entry (
    id bigint NOT NULL,
    object uuid NOT NULL,
    record uuid NOT NULL,
    tokens text NOT NULL COLLATE pg_catalog."C",
    vector tsvector
);
CREATE SEQUENCE small.keel_search_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE small.keel_search_entry_id_seq OWNED BY small.keel_search_entry.id;
CREATE TABLE small.keel_system_version (
    version_num character varying(32)
);
CREATE TABLE small.keel_user_closure (
    ancestor uuid NOT NULL,
    descendant uuid NOT NULL,
    depth bigint NOT NULL
);
CREATE TABLE small.keel_user_setting (
    "user" uuid NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL
);
CREATE TABLE small.line (
    id uuid NOT NULL,
    owner uuid,
    record_type text COLLATE pg_catalog."C",
    currency text COLLATE pg_catalog."C",
    created_at timestamp with time zone,
    created_by uuid,
    updated_at timestamp with time zone,
    updated_by uuid,
    row_version bigint,
    deleted_at timestamp with time zone,
    deleted_by uuid,
    deletion uuid,
    import_ref text COLLATE pg_catalog."C",
    title text COLLATE pg_catalog."C",
    title_sort text COLLATE pg_catalog."C",
    deal uuid,
    quantity bigint,
    price numeric(19,6),
    price_base numeric(19,6)
);
CREATE TABLE small.machine (
    id uuid NOT NULL,
    owner uuid,
    record_type text COLLATE pg_catalog."C",
    currency text COLLATE pg_catalog."C",
    created_at timestamp with time zone,
    created_by uuid,
    updated_at timestamp with time zone,
    updated_by uuid,
    row_version bigint,
    deleted_at timestamp with time zone,
    deleted_by uuid,
    deletion uuid,
    import_ref text COLLATE pg_catalog."C",
    name text COLLATE pg_catalog."C",
    name_sort text COLLATE pg_catalog."C",
    power numeric(19,6),
    running boolean
);
CREATE TABLE small."user" (
    id uuid NOT NULL,
    owner uuid,
    record_type text COLLATE pg_catalog."C",
    currency text COLLATE pg_catalog."C",
    created_at timestamp with time zone,
    created_by uuid,
    updated_at timestamp with time zone,
    updated_by uuid,
    row_version bigint,
    deleted_at timestamp with time zone,
    deleted_by uuid,
    deletion uuid,
    import_ref text COLLATE pg_catalog."C",
    name text COLLATE pg_catalog."C",
    name_sort text COLLATE pg_catalog."C",
    email text COLLATE pg_catalog."C",
    email_fold text COLLATE pg_catalog."C",
    email_sort text COLLATE pg_catalog."C",
    identity text COLLATE pg_catalog."C",
    identity_fold text COLLATE pg_catalog."C",
    identity_sort text COLLATE pg_catalog."C",
    active boolean,
    manager uuid,
    language text COLLATE pg_catalog."C",
    language_sort text COLLATE pg_catalog."C",
    zone text COLLATE pg_catalog."C",
    zone_sort text COLLATE pg_catalog."C"
);
ALTER TABLE ONLY small.keel_search_entry ALTER COLUMN id SET DEFAULT nextval('small.keel_search_entry_id_seq'::regclass);
INSERT INTO small.keel_access_grant VALUES ('eaef85eb-04b5-5286-aff7-c1a059439635', 'role', '95e2b07d-04e2-5aa6-965a-3c1b575fee35');
INSERT INTO small.keel_access_grant VALUES ('94ca08d1-02c7-5dad-8557-8bef4fd42cf9', 'role', 'c7f60c71-42c7-5681-b845-7b64ca059646');
INSERT INTO small.keel_access_grant VALUES ('5edb82d4-081d-57a9-9d39-cdaf65e3e709', 'role', '4015a139-4fd1-57aa-a9ca-17f4e374e303');
INSERT INTO small.keel_access_grant VALUES ('6a86f3ac-e3ae-5cb8-af73-962671147041', 'role', '4015a139-4fd1-57aa-a9ca-17f4e374e303');
INSERT INTO small.keel_history VALUES ('01a215ac-57b6-7000-8be8-3c9b59a2e2b2', '689d8eea-77f5-5e3f-8517-64ff0d67654f', '01a215ac-57b4-7000-9aca-0afa95dc652d', '2026-11-26 02:25:45.908876+00', NULL, 'create', 2, '{"name":[null,"Press"],"power":[null,"5.5"],"running":[null,true]}');
INSERT INTO small.keel_meta_change VALUES (1, 'f1dcc26a-84a8-5bad-aa6d-f77d33e61fc7', 'field', 'deal', 'amount', NULL, '{"audit":true,"label":{"en":"Amount","zh":"金额"},"type":"currency"}');
INSERT INTO small.keel_meta_change VALUES (1, '8a80ea9d-a4c2-5922-af4f-7da82fa52554', 'field', 'deal', 'close_date', NULL, '{"label":{"en":"Close date","zh":"结束日期"},"type":"date"}');
INSERT INTO small.keel_meta_change VALUES (1, 'a368490c-4c7a-563f-bc46-d3df38dc9b5f', 'field', 'deal', 'firm', NULL, '{"label":{"en":"Firm","zh":"公司"},"on_delete":"restrict","to":"firm","type":"lookup"}');
INSERT INTO small.keel_meta_change VALUES (1, '50044742-a202-5769-9f19-0a4a0758ebdc', 'field', 'deal', 'margin', NULL, '{"label":{"en":"Margin","zh":"毛利率"},"type":"percent"}');
INSERT INTO small.keel_meta_change VALUES (1, '8d8c51d6-5701-59b3-bf0c-6b2138a98255', 'field', 'deal', 'met_at', NULL, '{"label":{"en":"Met at","zh":"会面时间"},"type":"datetime"}');
INSERT INTO small.keel_meta_change VALUES (1, '6bf4da91-c2e6-5854-a96d-e8c9b1cc8833', 'field', 'deal', 'name', NULL, '{"audit":true,"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"}');
INSERT INTO small.keel_meta_change VALUES (1, '59d3a524-a4b1-57f0-96ab-79fa1faac401', 'field', 'deal', 'notes', NULL, '{"label":{"en":"Notes","zh":"备注"},"type":"long_text"}');
INSERT INTO small.keel_meta_change VALUES (1, 'afa043f9-2e1a-5e3a-a9cd-4dbc1b1aff37', 'field', 'deal', 'stage', NULL, '{"audit":true,"default":"''open''","label":{"en":"Stage","zh":"阶段"},"options":[{"id":"open","label":{"en":"Open","zh":"进行中"}},{"id":"won","label":{"en":"Won","zh":"赢单"}},{"id":"lost","label":{"en":"Lost","zh":"输单"}}],"required":true,"type":"select"}');
INSERT INTO small.keel_meta_change VALUES (1, 'cc23dffb-5b81-57b6-875b-367ccf9e0738', 'field', 'firm', 'email', NULL, '{"label":{"en":"Email","zh":"邮箱"},"type":"email"}');
INSERT INTO small.keel_meta_change VALUES (1, 'aadf9891-2494-5e9b-8360-731b9fe85d22', 'field', 'firm', 'industry', NULL, '{"label":{"en":"Industry","zh":"行业"},"options":[{"id":"energy","label":{"en":"Energy","zh":"能源"}},{"id":"medical","label":{"en":"Medical","zh":"医疗"}}],"type":"select"}');
INSERT INTO small.keel_meta_change VALUES (1, '35a1e9d1-5a8b-54d7-b62e-b59061744987', 'field', 'firm', 'name', NULL, '{"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"}');
INSERT INTO small.keel_meta_change VALUES (1, '31e6143a-fe8d-560b-abd8-dbf62a01687f', 'field', 'firm', 'number', NULL, '{"label":{"en":"Number","zh":"编号"},"type":"text","unique":true}');
INSERT INTO small.keel_meta_change VALUES (1, '3934cafd-0350-5f89-acc7-98cf78312c9a', 'field', 'firm', 'parent', NULL, '{"label":{"en":"Parent","zh":"上级公司"},"on_delete":"set_null","to":"firm","type":"lookup"}');
INSERT INTO small.keel_meta_change VALUES (1, 'de11f187-3ec1-5eb8-86ee-303c649fe61f', 'field', 'firm', 'phone', NULL, '{"label":{"en":"Phone","zh":"电话"},"type":"phone"}');
INSERT INTO small.keel_meta_change VALUES (1, '6fe9f41e-31a2-54f6-8ef9-929d26396526', 'field', 'line', 'deal', NULL, '{"label":{"en":"Deal","zh":"交易"},"to":"deal","type":"master_detail"}');
INSERT INTO small.keel_meta_change VALUES (1, 'f759c3c5-8a24-5186-b372-9868d423fc77', 'field', 'line', 'price', NULL, '{"label":{"en":"Price","zh":"价格"},"type":"currency"}');
INSERT INTO small.keel_meta_change VALUES (1, '35f0581f-e1b0-5275-b5a5-1765514735c6', 'field', 'line', 'quantity', NULL, '{"label":{"en":"Quantity","zh":"数量"},"type":"integer"}');
INSERT INTO small.keel_meta_change VALUES (1, 'ff9c4413-c046-5372-aa91-2163b8f0ff1f', 'field', 'line', 'title', NULL, '{"label":{"en":"Title","zh":"标题"},"required":true,"type":"text"}');
INSERT INTO small.keel_meta_change VALUES (1, 'c3646ed5-b144-58f1-89dd-76618705fe70', 'field', 'machine', 'name', NULL, '{"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"}');
INSERT INTO small.keel_meta_change VALUES (1, '2d0ba28c-54de-5367-a20b-c2b5d1cebb1a', 'field', 'machine', 'power', NULL, '{"label":{"en":"Power","zh":"功率"},"type":"decimal"}');
INSERT INTO small.keel_meta_change VALUES (1, 'cfdf6ce3-00a8-5a6e-9eb4-26e07ab55e21', 'field', 'machine', 'running', NULL, '{"label":{"en":"Running","zh":"运行中"},"type":"boolean"}');
INSERT INTO small.keel_meta_change VALUES (1, 'e4f2a942-c44f-5102-beaf-f61fa6ce21de', 'field', 'user', 'active', NULL, '{"default":"true","label":{"en":"Active","zh":"启用"},"type":"boolean"}');
INSERT INTO small.keel_meta_change VALUES (1, '1ba19f07-a8a7-548f-9419-b4439c765eef', 'field', 'user', 'email', NULL, '{"label":{"en":"Email","zh":"邮箱"},"type":"email","unique":true}');
INSERT INTO small.keel_meta_change VALUES (1, '396af9cd-6562-5255-b142-5f6557e1df38', 'field', 'user', 'identity', NULL, '{"label":{"en":"Login","zh":"登录账号"},"type":"text","unique":true}');
INSERT INTO small.keel_meta_change VALUES (1, '1ba3a5fd-9bef-55cc-b045-6c58c63e2c76', 'field', 'user', 'language', NULL, '{"label":{"en":"Language","zh":"语言"},"type":"text"}');
INSERT INTO small.keel_meta_change VALUES (1, '90b679d5-24cf-5f08-8bc0-aa2fa0c9c0e8', 'field', 'user', 'manager', NULL, '{"label":{"en":"Reports to","zh":"直属上级"},"type":"user"}');
INSERT INTO small.keel_meta_change VALUES (1, '8c550ac1-fa63-5c51-8a36-c7a9da3394db', 'field', 'user', 'name', NULL, '{"label":{"en":"Name","zh":"姓名"},"required":true,"type":"text"}');
INSERT INTO small.keel_meta_change VALUES (1, 'c9c8bc77-21c6-5ba8-b029-279b7f6f87db', 'field', 'user', 'zone', NULL, '{"label":{"en":"Time zone","zh":"时区"},"type":"text"}');
INSERT INTO small.keel_meta_change VALUES (1, '64b3d799-052f-52e3-8bc4-fc0704b15bfa', 'object', '', 'deal', NULL, '{"features":["history"],"field_order":["name","firm","stage","amount","margin","close_date","met_at","notes"],"indexes":[{"fields":["stage","close_date"],"id":"by_stage"}],"label":{"en":"Deal","zh":"交易"},"name_field":"name","plural":{"en":"Deals","zh":"交易"},"rate_date":"close_date","search":["name"]}');
INSERT INTO small.keel_meta_change VALUES (1, '6509df7a-cf17-5259-a184-dcdad916490b', 'object', '', 'firm', NULL, '{"features":["history"],"field_order":["name","number","email","phone","parent","industry"],"label":{"en":"Firm","zh":"公司"},"name_field":"name","plural":{"en":"Firms","zh":"公司"},"search":["name","email","phone"]}');
INSERT INTO small.keel_meta_change VALUES (1, '72bb5280-1ce8-5f2f-86ea-96ec3e5780ee', 'object', '', 'line', NULL, '{"field_order":["title","deal","quantity","price"],"label":{"en":"Line","zh":"明细"},"name_field":"title","plural":{"en":"Lines","zh":"明细"}}');
INSERT INTO small.keel_meta_change VALUES (1, '689d8eea-77f5-5e3f-8517-64ff0d67654f', 'object', '', 'machine', NULL, '{"default_access":"write","field_order":["name","power","running"],"label":{"en":"Machine","zh":"机器"},"name_field":"name","owner":"none","plural":{"en":"Machines","zh":"机器"}}');
INSERT INTO small.keel_meta_change VALUES (1, '6b89c140-d449-51b9-8d42-2160ce42e9a4', 'object', '', 'user', NULL, '{"default_access":"read","field_order":["name","email","identity","active","manager","language","zone"],"label":{"en":"User","zh":"用户"},"name_field":"name","owner":"none","plural":{"en":"Users","zh":"用户"},"search":["name","email"]}');
INSERT INTO small.keel_meta_change VALUES (1, '9b32908c-fdea-5519-9c69-26882b3b34fd', 'package', '', 'small', NULL, '{"format":1,"label":{"en":"Small","zh":"小型测试"},"namespace":"","notes":"A package for tests of the engine. People, firms, deals with lines, and machines that nobody owns.","type":"core","version":"1.0.0"}');
INSERT INTO small.keel_meta_change VALUES (1, '3701a66e-d706-5fd2-8613-bb4bad391df6', 'permission_set', '', 'everything', NULL, '{"label":{"en":"Everything","zh":"全部权限"},"objects":{"deal":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"firm":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"line":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"machine":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"user":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"}},"system":["customise","manage_users","import_data","export_data","bulk_edit","view_jobs","purge"]}');
INSERT INTO small.keel_meta_change VALUES (1, 'f3682f01-ca9a-5fe3-b8e3-d085504212de', 'permission_set', '', 'leading', NULL, '{"label":{"en":"Leading","zh":"管理"},"objects":{"deal":{"create":"yes","delete":"own","export":"yes","fields":{"read":"all","write":"all"},"read":"subordinates","update":"subordinates"},"line":{"create":"yes","delete":"own","export":"yes","fields":{"read":"all","write":"all"},"read":"subordinates","update":"subordinates"}},"system":["bulk_edit","export_data"]}');
INSERT INTO small.keel_meta_change VALUES (1, '2f0b2816-e8b6-5e53-8ea9-ff7dde47891a', 'permission_set', '', 'selling', NULL, '{"label":{"en":"Selling","zh":"销售"},"objects":{"deal":{"create":"yes","delete":"own","export":"no","fields":{"read":{"all_except":["margin"]},"write":{"all_except":["margin"]}},"read":"own","update":"own"},"firm":{"create":"yes","delete":"none","export":"no","fields":{"read":"all","write":"all"},"read":"all","update":"own"},"line":{"create":"yes","delete":"own","export":"no","fields":{"read":"all","write":"all"},"read":"own","update":"own"},"machine":{"create":"no","delete":"none","export":"no","fields":{"read":"all","write":[]},"read":"all","update":"none"},"user":{"create":"no","delete":"none","export":"no","fields":{"read":{"all_except":["identity"]},"write":[]},"read":"all","update":"none"}},"system":[]}');
INSERT INTO small.keel_meta_change VALUES (1, '95e2b07d-04e2-5aa6-965a-3c1b575fee35', 'role', '', 'admin', NULL, '{"label":{"en":"Administrator","zh":"管理员"},"permission_sets":["everything"]}');
INSERT INTO small.keel_meta_change VALUES (1, 'c7f60c71-42c7-5681-b845-7b64ca059646', 'role', '', 'leader', NULL, '{"label":{"en":"Sales leader","zh":"销售主管"},"permission_sets":["selling","leading"]}');
INSERT INTO small.keel_meta_change VALUES (1, '4015a139-4fd1-57aa-a9ca-17f4e374e303', 'role', '', 'seller', NULL, '{"label":{"en":"Seller","zh":"销售"},"permission_sets":["selling"]}');
INSERT INTO small.keel_meta_change VALUES (1, '7fed42bc-7881-5322-a0e2-550d15c1cddb', 'settings', '', 'company', NULL, '{"company":{"en":"Small","zh":"小公司"},"currencies":{"active":["EUR","USD","CNY"],"corporate":"EUR"},"fiscal_year_start":1,"language":"en","region":"DE","trash_days":30,"week_start":"monday","zone":"Europe/Berlin"}');
INSERT INTO small.keel_meta_change VALUES (2, '689d8eea-77f5-5e3f-8517-64ff0d67654f', 'object', '', 'machine', '{"default_access":"write","field_order":["name","power","running"],"label":{"en":"Machine","zh":"机器"},"name_field":"name","owner":"none","plural":{"en":"Machines","zh":"机器"}}', '{"default_access":"write","field_order":["name","power","running"],"label":{"en":"Device","zh":"机器"},"name_field":"name","owner":"none","plural":{"en":"Machines","zh":"机器"}}');
INSERT INTO small.keel_meta_column VALUES ('64b3d799-052f-52e3-8bc4-fc0704b15bfa', 'table', 'deal', '64b3d799-052f-52e3-8bc4-fc0704b15bfa', '', '', 1, false);
INSERT INTO small.keel_meta_column VALUES ('64b3d799-052f-52e3-8bc4-fc0704b15bfa', 'value', 'name', '6bf4da91-c2e6-5854-a96d-e8c9b1cc8833', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('64b3d799-052f-52e3-8bc4-fc0704b15bfa', 'sort', 'name_sort', '6bf4da91-c2e6-5854-a96d-e8c9b1cc8833', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('64b3d799-052f-52e3-8bc4-fc0704b15bfa', 'value', 'firm', 'a368490c-4c7a-563f-bc46-d3df38dc9b5f', '', 'reference', 1, false);
INSERT INTO small.keel_meta_column VALUES ('64b3d799-052f-52e3-8bc4-fc0704b15bfa', 'value', 'stage', 'afa043f9-2e1a-5e3a-a9cd-4dbc1b1aff37', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('64b3d799-052f-52e3-8bc4-fc0704b15bfa', 'value', 'amount', 'f1dcc26a-84a8-5bad-aa6d-f77d33e61fc7', '', 'decimal', 1, false);
INSERT INTO small.keel_meta_column VALUES ('64b3d799-052f-52e3-8bc4-fc0704b15bfa', 'value', 'amount_base', 'f1dcc26a-84a8-5bad-aa6d-f77d33e61fc7', 'base', 'decimal', 1, false);
INSERT INTO small.keel_meta_column VALUES ('64b3d799-052f-52e3-8bc4-fc0704b15bfa', 'value', 'margin', '50044742-a202-5769-9f19-0a4a0758ebdc', '', 'decimal', 1, false);
INSERT INTO small.keel_meta_column VALUES ('64b3d799-052f-52e3-8bc4-fc0704b15bfa', 'value', 'close_date', '8a80ea9d-a4c2-5922-af4f-7da82fa52554', '', 'date', 1, false);
INSERT INTO small.keel_meta_column VALUES ('64b3d799-052f-52e3-8bc4-fc0704b15bfa', 'value', 'met_at', '8d8c51d6-5701-59b3-bf0c-6b2138a98255', '', 'moment', 1, false);
INSERT INTO small.keel_meta_column VALUES ('64b3d799-052f-52e3-8bc4-fc0704b15bfa', 'value', 'notes', '59d3a524-a4b1-57f0-96ab-79fa1faac401', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6509df7a-cf17-5259-a184-dcdad916490b', 'table', 'firm', '6509df7a-cf17-5259-a184-dcdad916490b', '', '', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6509df7a-cf17-5259-a184-dcdad916490b', 'value', 'name', '35a1e9d1-5a8b-54d7-b62e-b59061744987', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6509df7a-cf17-5259-a184-dcdad916490b', 'sort', 'name_sort', '35a1e9d1-5a8b-54d7-b62e-b59061744987', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6509df7a-cf17-5259-a184-dcdad916490b', 'value', 'number', '31e6143a-fe8d-560b-abd8-dbf62a01687f', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6509df7a-cf17-5259-a184-dcdad916490b', 'sort', 'number_sort', '31e6143a-fe8d-560b-abd8-dbf62a01687f', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6509df7a-cf17-5259-a184-dcdad916490b', 'fold', 'number_fold', '31e6143a-fe8d-560b-abd8-dbf62a01687f', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6509df7a-cf17-5259-a184-dcdad916490b', 'value', 'email', 'cc23dffb-5b81-57b6-875b-367ccf9e0738', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6509df7a-cf17-5259-a184-dcdad916490b', 'sort', 'email_sort', 'cc23dffb-5b81-57b6-875b-367ccf9e0738', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6509df7a-cf17-5259-a184-dcdad916490b', 'value', 'phone', 'de11f187-3ec1-5eb8-86ee-303c649fe61f', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6509df7a-cf17-5259-a184-dcdad916490b', 'value', 'parent', '3934cafd-0350-5f89-acc7-98cf78312c9a', '', 'reference', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6509df7a-cf17-5259-a184-dcdad916490b', 'value', 'industry', 'aadf9891-2494-5e9b-8360-731b9fe85d22', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('72bb5280-1ce8-5f2f-86ea-96ec3e5780ee', 'table', 'line', '72bb5280-1ce8-5f2f-86ea-96ec3e5780ee', '', '', 1, false);
INSERT INTO small.keel_meta_column VALUES ('72bb5280-1ce8-5f2f-86ea-96ec3e5780ee', 'value', 'title', 'ff9c4413-c046-5372-aa91-2163b8f0ff1f', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('72bb5280-1ce8-5f2f-86ea-96ec3e5780ee', 'sort', 'title_sort', 'ff9c4413-c046-5372-aa91-2163b8f0ff1f', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('72bb5280-1ce8-5f2f-86ea-96ec3e5780ee', 'value', 'deal', '6fe9f41e-31a2-54f6-8ef9-929d26396526', '', 'reference', 1, false);
INSERT INTO small.keel_meta_column VALUES ('72bb5280-1ce8-5f2f-86ea-96ec3e5780ee', 'value', 'quantity', '35f0581f-e1b0-5275-b5a5-1765514735c6', '', 'integer', 1, false);
INSERT INTO small.keel_meta_column VALUES ('72bb5280-1ce8-5f2f-86ea-96ec3e5780ee', 'value', 'price', 'f759c3c5-8a24-5186-b372-9868d423fc77', '', 'decimal', 1, false);
INSERT INTO small.keel_meta_column VALUES ('72bb5280-1ce8-5f2f-86ea-96ec3e5780ee', 'value', 'price_base', 'f759c3c5-8a24-5186-b372-9868d423fc77', 'base', 'decimal', 1, false);
INSERT INTO small.keel_meta_column VALUES ('689d8eea-77f5-5e3f-8517-64ff0d67654f', 'table', 'machine', '689d8eea-77f5-5e3f-8517-64ff0d67654f', '', '', 1, false);
INSERT INTO small.keel_meta_column VALUES ('689d8eea-77f5-5e3f-8517-64ff0d67654f', 'value', 'name', 'c3646ed5-b144-58f1-89dd-76618705fe70', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('689d8eea-77f5-5e3f-8517-64ff0d67654f', 'sort', 'name_sort', 'c3646ed5-b144-58f1-89dd-76618705fe70', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('689d8eea-77f5-5e3f-8517-64ff0d67654f', 'value', 'power', '2d0ba28c-54de-5367-a20b-c2b5d1cebb1a', '', 'decimal', 1, false);
INSERT INTO small.keel_meta_column VALUES ('689d8eea-77f5-5e3f-8517-64ff0d67654f', 'value', 'running', 'cfdf6ce3-00a8-5a6e-9eb4-26e07ab55e21', '', 'boolean', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'table', 'user', '6b89c140-d449-51b9-8d42-2160ce42e9a4', '', '', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'value', 'name', '8c550ac1-fa63-5c51-8a36-c7a9da3394db', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'sort', 'name_sort', '8c550ac1-fa63-5c51-8a36-c7a9da3394db', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'value', 'email', '1ba19f07-a8a7-548f-9419-b4439c765eef', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'sort', 'email_sort', '1ba19f07-a8a7-548f-9419-b4439c765eef', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'fold', 'email_fold', '1ba19f07-a8a7-548f-9419-b4439c765eef', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'value', 'identity', '396af9cd-6562-5255-b142-5f6557e1df38', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'sort', 'identity_sort', '396af9cd-6562-5255-b142-5f6557e1df38', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'fold', 'identity_fold', '396af9cd-6562-5255-b142-5f6557e1df38', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'value', 'active', 'e4f2a942-c44f-5102-beaf-f61fa6ce21de', '', 'boolean', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'value', 'manager', '90b679d5-24cf-5f08-8bc0-aa2fa0c9c0e8', '', 'reference', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'value', 'language', '1ba3a5fd-9bef-55cc-b045-6c58c63e2c76', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'sort', 'language_sort', '1ba3a5fd-9bef-55cc-b045-6c58c63e2c76', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'value', 'zone', 'c9c8bc77-21c6-5ba8-b029-279b7f6f87db', '', 'text', 1, false);
INSERT INTO small.keel_meta_column VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'sort', 'zone_sort', 'c9c8bc77-21c6-5ba8-b029-279b7f6f87db', '', 'text', 1, false);
INSERT INTO small.keel_meta_component VALUES ('f1dcc26a-84a8-5bad-aa6d-f77d33e61fc7', 'field', 'deal', 'amount', 'small', '{"audit":true,"label":{"en":"Amount","zh":"金额"},"type":"currency"}', 'e93dac8beea748449d4b6765d4db9243d4ae465196d3204738d7b14d1b4cb1a4', 1, false);
INSERT INTO small.keel_meta_component VALUES ('8a80ea9d-a4c2-5922-af4f-7da82fa52554', 'field', 'deal', 'close_date', 'small', '{"label":{"en":"Close date","zh":"结束日期"},"type":"date"}', 'eca4cf5d70f342059f71f4f08b1bf1d6302d363323b5c23702877a7df00a282f', 1, false);
INSERT INTO small.keel_meta_component VALUES ('a368490c-4c7a-563f-bc46-d3df38dc9b5f', 'field', 'deal', 'firm', 'small', '{"label":{"en":"Firm","zh":"公司"},"on_delete":"restrict","to":"firm","type":"lookup"}', '9d8d1682d41a8ba0c24d82f35103670624f5555495b63036db3cd3b8ab1b5bec', 1, false);
INSERT INTO small.keel_meta_component VALUES ('50044742-a202-5769-9f19-0a4a0758ebdc', 'field', 'deal', 'margin', 'small', '{"label":{"en":"Margin","zh":"毛利率"},"type":"percent"}', '517152c4ac846b2e73271dc0c519226e978f0787cc876a9f9a80b990afb8553d', 1, false);
INSERT INTO small.keel_meta_component VALUES ('8d8c51d6-5701-59b3-bf0c-6b2138a98255', 'field', 'deal', 'met_at', 'small', '{"label":{"en":"Met at","zh":"会面时间"},"type":"datetime"}', '152ca17136ab39dab729ca0cf2d65b6fbf0f0a8621af9e63bdf1c40b90b32339', 1, false);
INSERT INTO small.keel_meta_component VALUES ('6bf4da91-c2e6-5854-a96d-e8c9b1cc8833', 'field', 'deal', 'name', 'small', '{"audit":true,"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"}', 'c4f62e1dcaecce69cdc309d9e4f26c9591728d523093476674e26a3835a65687', 1, false);
INSERT INTO small.keel_meta_component VALUES ('59d3a524-a4b1-57f0-96ab-79fa1faac401', 'field', 'deal', 'notes', 'small', '{"label":{"en":"Notes","zh":"备注"},"type":"long_text"}', 'dacbfca7b0a8ad406e244c280041c551d7598d9b951de4981379027365cc3efe', 1, false);
INSERT INTO small.keel_meta_component VALUES ('afa043f9-2e1a-5e3a-a9cd-4dbc1b1aff37', 'field', 'deal', 'stage', 'small', '{"audit":true,"default":"''open''","label":{"en":"Stage","zh":"阶段"},"options":[{"id":"open","label":{"en":"Open","zh":"进行中"}},{"id":"won","label":{"en":"Won","zh":"赢单"}},{"id":"lost","label":{"en":"Lost","zh":"输单"}}],"required":true,"type":"select"}', 'cbfcc6a55adb64fbc5a4cdda6167aef27bee9b2ea85c76d529f2c8c1fa7804a2', 1, false);
INSERT INTO small.keel_meta_component VALUES ('cc23dffb-5b81-57b6-875b-367ccf9e0738', 'field', 'firm', 'email', 'small', '{"label":{"en":"Email","zh":"邮箱"},"type":"email"}', '7b5764b3f9c6d9399cc10b3cb83d69816bbf2887ae6121b04a96e68250f20c8a', 1, false);
INSERT INTO small.keel_meta_component VALUES ('aadf9891-2494-5e9b-8360-731b9fe85d22', 'field', 'firm', 'industry', 'small', '{"label":{"en":"Industry","zh":"行业"},"options":[{"id":"energy","label":{"en":"Energy","zh":"能源"}},{"id":"medical","label":{"en":"Medical","zh":"医疗"}}],"type":"select"}', '7c4c40c2830f174bb7ccf57d209434c174e0aef195953d6b42629f51e220be4e', 1, false);
INSERT INTO small.keel_meta_component VALUES ('35a1e9d1-5a8b-54d7-b62e-b59061744987', 'field', 'firm', 'name', 'small', '{"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"}', '5ce4b19c7ef73dfd4f7df20e1df38c37b17620c7bbbea416b504a5398be6578e', 1, false);
INSERT INTO small.keel_meta_component VALUES ('31e6143a-fe8d-560b-abd8-dbf62a01687f', 'field', 'firm', 'number', 'small', '{"label":{"en":"Number","zh":"编号"},"type":"text","unique":true}', 'f0aff12ca87515ab64cb0bac978af0f60c4b9eef406420ef68badd4a1db6a24a', 1, false);
INSERT INTO small.keel_meta_component VALUES ('3934cafd-0350-5f89-acc7-98cf78312c9a', 'field', 'firm', 'parent', 'small', '{"label":{"en":"Parent","zh":"上级公司"},"on_delete":"set_null","to":"firm","type":"lookup"}', 'ff49fed3ff08980cd7c5d560bd3c2fc9007e7f05bdd8320ebdb41f8c261c07be', 1, false);
INSERT INTO small.keel_meta_component VALUES ('de11f187-3ec1-5eb8-86ee-303c649fe61f', 'field', 'firm', 'phone', 'small', '{"label":{"en":"Phone","zh":"电话"},"type":"phone"}', '85cb1902454e44c8f0a1824fc09861f84e1b014a23600cd741831f735b5907e0', 1, false);
INSERT INTO small.keel_meta_component VALUES ('6fe9f41e-31a2-54f6-8ef9-929d26396526', 'field', 'line', 'deal', 'small', '{"label":{"en":"Deal","zh":"交易"},"to":"deal","type":"master_detail"}', 'f74804fe24f4dc3c60b5f15cf648b18e3e9cf7862cb485b30d7d320a570d45b5', 1, false);
INSERT INTO small.keel_meta_component VALUES ('f759c3c5-8a24-5186-b372-9868d423fc77', 'field', 'line', 'price', 'small', '{"label":{"en":"Price","zh":"价格"},"type":"currency"}', '50d2924b9b0bdbbdaeda1ba8283fc30426b84cb20ca9150c23095ffc4890cca0', 1, false);
INSERT INTO small.keel_meta_component VALUES ('35f0581f-e1b0-5275-b5a5-1765514735c6', 'field', 'line', 'quantity', 'small', '{"label":{"en":"Quantity","zh":"数量"},"type":"integer"}', 'ab959b0dfc44cbac498b1fbdc1aff512b76c045167e032385eaf9ee7613b9e86', 1, false);
INSERT INTO small.keel_meta_component VALUES ('ff9c4413-c046-5372-aa91-2163b8f0ff1f', 'field', 'line', 'title', 'small', '{"label":{"en":"Title","zh":"标题"},"required":true,"type":"text"}', '65683f8b602a9491bb7f58cd8e85f79641bc249d79974614fc02ca6a3bdd19af', 1, false);
INSERT INTO small.keel_meta_component VALUES ('c3646ed5-b144-58f1-89dd-76618705fe70', 'field', 'machine', 'name', 'small', '{"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"}', '5e630967d9cc3bf3815a8b7ced5612d3e6262eb1bb411db8138ef91222571a62', 1, false);
INSERT INTO small.keel_meta_component VALUES ('2d0ba28c-54de-5367-a20b-c2b5d1cebb1a', 'field', 'machine', 'power', 'small', '{"label":{"en":"Power","zh":"功率"},"type":"decimal"}', '0bdd1adf4e1aae8d94afee4986895f24912f2c16a3dc53f35db85ef883e155c9', 1, false);
INSERT INTO small.keel_meta_component VALUES ('cfdf6ce3-00a8-5a6e-9eb4-26e07ab55e21', 'field', 'machine', 'running', 'small', '{"label":{"en":"Running","zh":"运行中"},"type":"boolean"}', '3e35f7aa7a4c12431e3e32a997e842010774d983437aec25034d9ab34e65f13e', 1, false);
INSERT INTO small.keel_meta_component VALUES ('e4f2a942-c44f-5102-beaf-f61fa6ce21de', 'field', 'user', 'active', 'small', '{"default":"true","label":{"en":"Active","zh":"启用"},"type":"boolean"}', '91747d99944c4f9e1ee126e092a9410ac3bf077442e2cc660d63cdba2ecdd4bb', 1, false);
INSERT INTO small.keel_meta_component VALUES ('1ba19f07-a8a7-548f-9419-b4439c765eef', 'field', 'user', 'email', 'small', '{"label":{"en":"Email","zh":"邮箱"},"type":"email","unique":true}', 'c3658905ebb9ed86cfb6ae8596f8d03d57af290942ee5567681dc81ed88938b2', 1, false);
INSERT INTO small.keel_meta_component VALUES ('396af9cd-6562-5255-b142-5f6557e1df38', 'field', 'user', 'identity', 'small', '{"label":{"en":"Login","zh":"登录账号"},"type":"text","unique":true}', 'e2e85111b965284d8962f99f621fbd7a43f1d87bf577587525c317f3f3dd7124', 1, false);
INSERT INTO small.keel_meta_component VALUES ('1ba3a5fd-9bef-55cc-b045-6c58c63e2c76', 'field', 'user', 'language', 'small', '{"label":{"en":"Language","zh":"语言"},"type":"text"}', 'a9c8bfa1dd3a407e9be913e1806e7e6e759e503e8d21a46548f629be5eeaa475', 1, false);
INSERT INTO small.keel_meta_component VALUES ('90b679d5-24cf-5f08-8bc0-aa2fa0c9c0e8', 'field', 'user', 'manager', 'small', '{"label":{"en":"Reports to","zh":"直属上级"},"type":"user"}', '9204765b35a15457e18c9bfac4725faea3d0b4501b54900eb73e44f298fbb50e', 1, false);
INSERT INTO small.keel_meta_component VALUES ('8c550ac1-fa63-5c51-8a36-c7a9da3394db', 'field', 'user', 'name', 'small', '{"label":{"en":"Name","zh":"姓名"},"required":true,"type":"text"}', '8fd1bc2ca0daccf27fefac28c74e100026f7fdb9dae96a679fa22e23921b2495', 1, false);
INSERT INTO small.keel_meta_component VALUES ('c9c8bc77-21c6-5ba8-b029-279b7f6f87db', 'field', 'user', 'zone', 'small', '{"label":{"en":"Time zone","zh":"时区"},"type":"text"}', '6a652640f9d2f8ef7b5bd791af626392be30dfe543f8136d21c3e463e747ffac', 1, false);
INSERT INTO small.keel_meta_component VALUES ('64b3d799-052f-52e3-8bc4-fc0704b15bfa', 'object', '', 'deal', 'small', '{"features":["history"],"field_order":["name","firm","stage","amount","margin","close_date","met_at","notes"],"indexes":[{"fields":["stage","close_date"],"id":"by_stage"}],"label":{"en":"Deal","zh":"交易"},"name_field":"name","plural":{"en":"Deals","zh":"交易"},"rate_date":"close_date","search":["name"]}', '7da6b17271627d746b525d7294b632ed2f267b789816cc3e2be997961a06a887', 1, false);
INSERT INTO small.keel_meta_component VALUES ('6509df7a-cf17-5259-a184-dcdad916490b', 'object', '', 'firm', 'small', '{"features":["history"],"field_order":["name","number","email","phone","parent","industry"],"label":{"en":"Firm","zh":"公司"},"name_field":"name","plural":{"en":"Firms","zh":"公司"},"search":["name","email","phone"]}', '3eca8ea891b02471eaeb28a1a6e821709bbf2c6f29303e25e37baa2cf4151123', 1, false);
INSERT INTO small.keel_meta_component VALUES ('72bb5280-1ce8-5f2f-86ea-96ec3e5780ee', 'object', '', 'line', 'small', '{"field_order":["title","deal","quantity","price"],"label":{"en":"Line","zh":"明细"},"name_field":"title","plural":{"en":"Lines","zh":"明细"}}', 'abe0c091bca5d3ba3a7e2cd5d6508ec8423a302a1a0761e09d4edb5b71358a95', 1, false);
INSERT INTO small.keel_meta_component VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'object', '', 'user', 'small', '{"default_access":"read","field_order":["name","email","identity","active","manager","language","zone"],"label":{"en":"User","zh":"用户"},"name_field":"name","owner":"none","plural":{"en":"Users","zh":"用户"},"search":["name","email"]}', '11cc40d4f02f905e698859ce4e1189aab601be14fe69d3f69c4fb769ccb4b766', 1, false);
INSERT INTO small.keel_meta_component VALUES ('9b32908c-fdea-5519-9c69-26882b3b34fd', 'package', '', 'small', 'small', '{"format":1,"label":{"en":"Small","zh":"小型测试"},"namespace":"","notes":"A package for tests of the engine. People, firms, deals with lines, and machines that nobody owns.","type":"core","version":"1.0.0"}', '0a26b4293c5e344e8bde8640a6de0feda88955e62fd6674f9a356e361bc74732', 1, false);
INSERT INTO small.keel_meta_component VALUES ('3701a66e-d706-5fd2-8613-bb4bad391df6', 'permission_set', '', 'everything', 'small', '{"label":{"en":"Everything","zh":"全部权限"},"objects":{"deal":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"firm":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"line":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"machine":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"user":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"}},"system":["customise","manage_users","import_data","export_data","bulk_edit","view_jobs","purge"]}', 'e586932a557f4f505a0a4f3c9effacf2fbace514906228cdbc7d19ecfc6666a2', 1, false);
INSERT INTO small.keel_meta_component VALUES ('f3682f01-ca9a-5fe3-b8e3-d085504212de', 'permission_set', '', 'leading', 'small', '{"label":{"en":"Leading","zh":"管理"},"objects":{"deal":{"create":"yes","delete":"own","export":"yes","fields":{"read":"all","write":"all"},"read":"subordinates","update":"subordinates"},"line":{"create":"yes","delete":"own","export":"yes","fields":{"read":"all","write":"all"},"read":"subordinates","update":"subordinates"}},"system":["bulk_edit","export_data"]}', 'e2d6ecc5ce7959ee88de544d9992d6ad184c28bc998006ac0f8220b50251756f', 1, false);
INSERT INTO small.keel_meta_component VALUES ('2f0b2816-e8b6-5e53-8ea9-ff7dde47891a', 'permission_set', '', 'selling', 'small', '{"label":{"en":"Selling","zh":"销售"},"objects":{"deal":{"create":"yes","delete":"own","export":"no","fields":{"read":{"all_except":["margin"]},"write":{"all_except":["margin"]}},"read":"own","update":"own"},"firm":{"create":"yes","delete":"none","export":"no","fields":{"read":"all","write":"all"},"read":"all","update":"own"},"line":{"create":"yes","delete":"own","export":"no","fields":{"read":"all","write":"all"},"read":"own","update":"own"},"machine":{"create":"no","delete":"none","export":"no","fields":{"read":"all","write":[]},"read":"all","update":"none"},"user":{"create":"no","delete":"none","export":"no","fields":{"read":{"all_except":["identity"]},"write":[]},"read":"all","update":"none"}},"system":[]}', '007ebd546872ca306e01355707cd0eea3557a8a0702816dc617caed18f38b131', 1, false);
INSERT INTO small.keel_meta_component VALUES ('95e2b07d-04e2-5aa6-965a-3c1b575fee35', 'role', '', 'admin', 'small', '{"label":{"en":"Administrator","zh":"管理员"},"permission_sets":["everything"]}', '4b0a21ad1d63292c2852902c6f057510dede6b7637e31ec5954e13f717be27de', 1, false);
INSERT INTO small.keel_meta_component VALUES ('c7f60c71-42c7-5681-b845-7b64ca059646', 'role', '', 'leader', 'small', '{"label":{"en":"Sales leader","zh":"销售主管"},"permission_sets":["selling","leading"]}', '09ab411a3ca67956932b1f70f3c336264c5c98b4d2ae386ad9a254cf2d254d40', 1, false);
INSERT INTO small.keel_meta_component VALUES ('4015a139-4fd1-57aa-a9ca-17f4e374e303', 'role', '', 'seller', 'small', '{"label":{"en":"Seller","zh":"销售"},"permission_sets":["selling"]}', '2281c62510bfe54830ee3adfd63f74527cfc3cb187eccd5ab629f47628556656', 1, false);
INSERT INTO small.keel_meta_component VALUES ('7fed42bc-7881-5322-a0e2-550d15c1cddb', 'settings', '', 'company', 'small', '{"company":{"en":"Small","zh":"小公司"},"currencies":{"active":["EUR","USD","CNY"],"corporate":"EUR"},"fiscal_year_start":1,"language":"en","region":"DE","trash_days":30,"week_start":"monday","zone":"Europe/Berlin"}', 'ac64ba4ad887111bc0f8ffdc282ed38fedfe0bb31982a69de250a3314d9b84da', 1, false);
INSERT INTO small.keel_meta_component VALUES ('689d8eea-77f5-5e3f-8517-64ff0d67654f', 'object', '', 'machine', 'small', '{"default_access":"write","field_order":["name","power","running"],"label":{"en":"Device","zh":"机器"},"name_field":"name","owner":"none","plural":{"en":"Machines","zh":"机器"}}', 'c48f208b0546e073ee79f6c59bec374bcb60222c4a1404b230976dc76d144558', 2, false);
INSERT INTO small.keel_meta_head VALUES (1, 2, '8c16e7c68fc0497e0d9281e25535d4e7a85477a9edcea3fcf95d7b4240874527', 0, 0);
INSERT INTO small.keel_meta_package VALUES ('small', '', 'core', '1.0.0', '{"components":[{"body":{"audit":true,"label":{"en":"Amount","zh":"金额"},"type":"currency"},"kind":"field","name":"amount","of":"deal","uid":"f1dcc26a-84a8-5bad-aa6d-f77d33e61fc7"},{"body":{"label":{"en":"Close date","zh":"结束日期"},"type":"date"},"kind":"field","name":"close_date","of":"deal","uid":"8a80ea9d-a4c2-5922-af4f-7da82fa52554"},{"body":{"label":{"en":"Firm","zh":"公司"},"on_delete":"restrict","to":"firm","type":"lookup"},"kind":"field","name":"firm","of":"deal","uid":"a368490c-4c7a-563f-bc46-d3df38dc9b5f"},{"body":{"label":{"en":"Margin","zh":"毛利率"},"type":"percent"},"kind":"field","name":"margin","of":"deal","uid":"50044742-a202-5769-9f19-0a4a0758ebdc"},{"body":{"label":{"en":"Met at","zh":"会面时间"},"type":"datetime"},"kind":"field","name":"met_at","of":"deal","uid":"8d8c51d6-5701-59b3-bf0c-6b2138a98255"},{"body":{"audit":true,"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"},"kind":"field","name":"name","of":"deal","uid":"6bf4da91-c2e6-5854-a96d-e8c9b1cc8833"},{"body":{"label":{"en":"Notes","zh":"备注"},"type":"long_text"},"kind":"field","name":"notes","of":"deal","uid":"59d3a524-a4b1-57f0-96ab-79fa1faac401"},{"body":{"audit":true,"default":"''open''","label":{"en":"Stage","zh":"阶段"},"options":[{"id":"open","label":{"en":"Open","zh":"进行中"}},{"id":"won","label":{"en":"Won","zh":"赢单"}},{"id":"lost","label":{"en":"Lost","zh":"输单"}}],"required":true,"type":"select"},"kind":"field","name":"stage","of":"deal","uid":"afa043f9-2e1a-5e3a-a9cd-4dbc1b1aff37"},{"body":{"label":{"en":"Email","zh":"邮箱"},"type":"email"},"kind":"field","name":"email","of":"firm","uid":"cc23dffb-5b81-57b6-875b-367ccf9e0738"},{"body":{"label":{"en":"Industry","zh":"行业"},"options":[{"id":"energy","label":{"en":"Energy","zh":"能源"}},{"id":"medical","label":{"en":"Medical","zh":"医疗"}}],"type":"select"},"kind":"field","name":"industry","of":"firm","uid":"aadf9891-2494-5e9b-8360-731b9fe85d22"},{"body":{"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"},"kind":"field","name":"name","of":"firm","uid":"35a1e9d1-5a8b-54d7-b62e-b59061744987"},{"body":{"label":{"en":"Number","zh":"编号"},"type":"text","unique":true},"kind":"field","name":"number","of":"firm","uid":"31e6143a-fe8d-560b-abd8-dbf62a01687f"},{"body":{"label":{"en":"Parent","zh":"上级公司"},"on_delete":"set_null","to":"firm","type":"lookup"},"kind":"field","name":"parent","of":"firm","uid":"3934cafd-0350-5f89-acc7-98cf78312c9a"},{"body":{"label":{"en":"Phone","zh":"电话"},"type":"phone"},"kind":"field","name":"phone","of":"firm","uid":"de11f187-3ec1-5eb8-86ee-303c649fe61f"},{"body":{"label":{"en":"Deal","zh":"交易"},"to":"deal","type":"master_detail"},"kind":"field","name":"deal","of":"line","uid":"6fe9f41e-31a2-54f6-8ef9-929d26396526"},{"body":{"label":{"en":"Price","zh":"价格"},"type":"currency"},"kind":"field","name":"price","of":"line","uid":"f759c3c5-8a24-5186-b372-9868d423fc77"},{"body":{"label":{"en":"Quantity","zh":"数量"},"type":"integer"},"kind":"field","name":"quantity","of":"line","uid":"35f0581f-e1b0-5275-b5a5-1765514735c6"},{"body":{"label":{"en":"Title","zh":"标题"},"required":true,"type":"text"},"kind":"field","name":"title","of":"line","uid":"ff9c4413-c046-5372-aa91-2163b8f0ff1f"},{"body":{"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"},"kind":"field","name":"name","of":"machine","uid":"c3646ed5-b144-58f1-89dd-76618705fe70"},{"body":{"label":{"en":"Power","zh":"功率"},"type":"decimal"},"kind":"field","name":"power","of":"machine","uid":"2d0ba28c-54de-5367-a20b-c2b5d1cebb1a"},{"body":{"label":{"en":"Running","zh":"运行中"},"type":"boolean"},"kind":"field","name":"running","of":"machine","uid":"cfdf6ce3-00a8-5a6e-9eb4-26e07ab55e21"},{"body":{"default":"true","label":{"en":"Active","zh":"启用"},"type":"boolean"},"kind":"field","name":"active","of":"user","uid":"e4f2a942-c44f-5102-beaf-f61fa6ce21de"},{"body":{"label":{"en":"Email","zh":"邮箱"},"type":"email","unique":true},"kind":"field","name":"email","of":"user","uid":"1ba19f07-a8a7-548f-9419-b4439c765eef"},{"body":{"label":{"en":"Login","zh":"登录账号"},"type":"text","unique":true},"kind":"field","name":"identity","of":"user","uid":"396af9cd-6562-5255-b142-5f6557e1df38"},{"body":{"label":{"en":"Language","zh":"语言"},"type":"text"},"kind":"field","name":"language","of":"user","uid":"1ba3a5fd-9bef-55cc-b045-6c58c63e2c76"},{"body":{"label":{"en":"Reports to","zh":"直属上级"},"type":"user"},"kind":"field","name":"manager","of":"user","uid":"90b679d5-24cf-5f08-8bc0-aa2fa0c9c0e8"},{"body":{"label":{"en":"Name","zh":"姓名"},"required":true,"type":"text"},"kind":"field","name":"name","of":"user","uid":"8c550ac1-fa63-5c51-8a36-c7a9da3394db"},{"body":{"label":{"en":"Time zone","zh":"时区"},"type":"text"},"kind":"field","name":"zone","of":"user","uid":"c9c8bc77-21c6-5ba8-b029-279b7f6f87db"},{"body":{"features":["history"],"field_order":["name","firm","stage","amount","margin","close_date","met_at","notes"],"indexes":[{"fields":["stage","close_date"],"id":"by_stage"}],"label":{"en":"Deal","zh":"交易"},"name_field":"name","plural":{"en":"Deals","zh":"交易"},"rate_date":"close_date","search":["name"]},"kind":"object","name":"deal","of":"","uid":"64b3d799-052f-52e3-8bc4-fc0704b15bfa"},{"body":{"features":["history"],"field_order":["name","number","email","phone","parent","industry"],"label":{"en":"Firm","zh":"公司"},"name_field":"name","plural":{"en":"Firms","zh":"公司"},"search":["name","email","phone"]},"kind":"object","name":"firm","of":"","uid":"6509df7a-cf17-5259-a184-dcdad916490b"},{"body":{"field_order":["title","deal","quantity","price"],"label":{"en":"Line","zh":"明细"},"name_field":"title","plural":{"en":"Lines","zh":"明细"}},"kind":"object","name":"line","of":"","uid":"72bb5280-1ce8-5f2f-86ea-96ec3e5780ee"},{"body":{"default_access":"write","field_order":["name","power","running"],"label":{"en":"Machine","zh":"机器"},"name_field":"name","owner":"none","plural":{"en":"Machines","zh":"机器"}},"kind":"object","name":"machine","of":"","uid":"689d8eea-77f5-5e3f-8517-64ff0d67654f"},{"body":{"default_access":"read","field_order":["name","email","identity","active","manager","language","zone"],"label":{"en":"User","zh":"用户"},"name_field":"name","owner":"none","plural":{"en":"Users","zh":"用户"},"search":["name","email"]},"kind":"object","name":"user","of":"","uid":"6b89c140-d449-51b9-8d42-2160ce42e9a4"},{"body":{"format":1,"label":{"en":"Small","zh":"小型测试"},"namespace":"","notes":"A package for tests of the engine. People, firms, deals with lines, and machines that nobody owns.","type":"core","version":"1.0.0"},"kind":"package","name":"small","of":"","uid":"9b32908c-fdea-5519-9c69-26882b3b34fd"},{"body":{"label":{"en":"Everything","zh":"全部权限"},"objects":{"deal":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"firm":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"line":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"machine":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"user":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"}},"system":["customise","manage_users","import_data","export_data","bulk_edit","view_jobs","purge"]},"kind":"permission_set","name":"everything","of":"","uid":"3701a66e-d706-5fd2-8613-bb4bad391df6"},{"body":{"label":{"en":"Leading","zh":"管理"},"objects":{"deal":{"create":"yes","delete":"own","export":"yes","fields":{"read":"all","write":"all"},"read":"subordinates","update":"subordinates"},"line":{"create":"yes","delete":"own","export":"yes","fields":{"read":"all","write":"all"},"read":"subordinates","update":"subordinates"}},"system":["bulk_edit","export_data"]},"kind":"permission_set","name":"leading","of":"","uid":"f3682f01-ca9a-5fe3-b8e3-d085504212de"},{"body":{"label":{"en":"Selling","zh":"销售"},"objects":{"deal":{"create":"yes","delete":"own","export":"no","fields":{"read":{"all_except":["margin"]},"write":{"all_except":["margin"]}},"read":"own","update":"own"},"firm":{"create":"yes","delete":"none","export":"no","fields":{"read":"all","write":"all"},"read":"all","update":"own"},"line":{"create":"yes","delete":"own","export":"no","fields":{"read":"all","write":"all"},"read":"own","update":"own"},"machine":{"create":"no","delete":"none","export":"no","fields":{"read":"all","write":[]},"read":"all","update":"none"},"user":{"create":"no","delete":"none","export":"no","fields":{"read":{"all_except":["identity"]},"write":[]},"read":"all","update":"none"}},"system":[]},"kind":"permission_set","name":"selling","of":"","uid":"2f0b2816-e8b6-5e53-8ea9-ff7dde47891a"},{"body":{"label":{"en":"Administrator","zh":"管理员"},"permission_sets":["everything"]},"kind":"role","name":"admin","of":"","uid":"95e2b07d-04e2-5aa6-965a-3c1b575fee35"},{"body":{"label":{"en":"Sales leader","zh":"销售主管"},"permission_sets":["selling","leading"]},"kind":"role","name":"leader","of":"","uid":"c7f60c71-42c7-5681-b845-7b64ca059646"},{"body":{"label":{"en":"Seller","zh":"销售"},"permission_sets":["selling"]},"kind":"role","name":"seller","of":"","uid":"4015a139-4fd1-57aa-a9ca-17f4e374e303"},{"body":{"company":{"en":"Small","zh":"小公司"},"currencies":{"active":["EUR","USD","CNY"],"corporate":"EUR"},"fiscal_year_start":1,"language":"en","region":"DE","trash_days":30,"week_start":"monday","zone":"Europe/Berlin"},"kind":"settings","name":"company","of":"","uid":"7fed42bc-7881-5322-a0e2-550d15c1cddb"}],"label":{"en":"Small","zh":"小型测试"},"patches":[],"requires":{}}', 'de8783488ab7d1912b6d63500ee3a2e257a7b858d001c5a4efa6c07c9ffe9dcd', 1, '2026-11-26 02:25:45.81921+00');
INSERT INTO small.keel_meta_package VALUES ('own', 'x', 'tenant', '1.0.0', '{"components":[],"label":{"en":"Own changes","zh":"自定义修改"},"patches":[{"base":"78c41ed0f09ba7439887c7fcf452ed62d19954a48caeeb95972df7e0f81ea336","namespace":"x","op":"set","pointer":"/label/en","target":["object","","machine"],"uid":"689d8eea-77f5-5e3f-8517-64ff0d67654f","value":"Device"}],"requires":{}}', 'f94ad3fe4257c0f65a91f5bc6ee9616622eb1b33177768bec959bc0b4ff266dc', 2, '2026-11-26 02:25:45.900328+00');
INSERT INTO small.keel_meta_revision VALUES (1, 0, 'db6f0e393819a2677265680cf0108ab5b997df088c6392da864a19c095416fea', '2026-11-26 02:25:45.824755+00', NULL, 'tests', 'install small 1.0.0', 'cc1551f5bf859a764da4a3d87dbf2891d6c68fea666e1827298fd7dbfffcea84', '[{"class":"meta","action":"meta","text":"add field “deal.amount”","kind":"field","object":"deal","field":"amount","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “deal.close_date”","kind":"field","object":"deal","field":"close_date","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “deal.firm”","kind":"field","object":"deal","field":"firm","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “deal.margin”","kind":"field","object":"deal","field":"margin","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “deal.met_at”","kind":"field","object":"deal","field":"met_at","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “deal.name”","kind":"field","object":"deal","field":"name","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “deal.notes”","kind":"field","object":"deal","field":"notes","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “deal.stage”","kind":"field","object":"deal","field":"stage","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “firm.email”","kind":"field","object":"firm","field":"email","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “firm.industry”","kind":"field","object":"firm","field":"industry","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “firm.name”","kind":"field","object":"firm","field":"name","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “firm.number”","kind":"field","object":"firm","field":"number","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “firm.parent”","kind":"field","object":"firm","field":"parent","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “firm.phone”","kind":"field","object":"firm","field":"phone","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “line.deal”","kind":"field","object":"line","field":"deal","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “line.price”","kind":"field","object":"line","field":"price","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “line.quantity”","kind":"field","object":"line","field":"quantity","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “line.title”","kind":"field","object":"line","field":"title","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “machine.name”","kind":"field","object":"machine","field":"name","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “machine.power”","kind":"field","object":"machine","field":"power","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “machine.running”","kind":"field","object":"machine","field":"running","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “user.active”","kind":"field","object":"user","field":"active","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “user.email”","kind":"field","object":"user","field":"email","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “user.identity”","kind":"field","object":"user","field":"identity","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “user.language”","kind":"field","object":"user","field":"language","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “user.manager”","kind":"field","object":"user","field":"manager","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “user.name”","kind":"field","object":"user","field":"name","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “user.zone”","kind":"field","object":"user","field":"zone","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add object “deal”","kind":"object","object":"deal","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add object “firm”","kind":"object","object":"firm","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add object “line”","kind":"object","object":"line","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add object “machine”","kind":"object","object":"machine","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add object “user”","kind":"object","object":"user","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add package “small”","kind":"package","object":"","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add permission set “everything”","kind":"permission_set","object":"","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add permission set “leading”","kind":"permission_set","object":"","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add permission set “selling”","kind":"permission_set","object":"","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add role “admin”","kind":"role","object":"","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add role “leader”","kind":"role","object":"","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add role “seller”","kind":"role","object":"","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add settings “company”","kind":"settings","object":"","field":"","physical":"","rows":null,"later":false},{"class":"instant","action":"table","text":"create the table of “deal”","kind":"object","object":"deal","field":"","physical":"deal","rows":null,"later":false},{"class":"instant","action":"table","text":"create the table of “firm”","kind":"object","object":"firm","field":"","physical":"firm","rows":null,"later":false},{"class":"instant","action":"table","text":"create the table of “line”","kind":"object","object":"line","field":"","physical":"line","rows":null,"later":false},{"class":"instant","action":"table","text":"create the table of “machine”","kind":"object","object":"machine","field":"","physical":"machine","rows":null,"later":false},{"class":"instant","action":"table","text":"create the table of “user”","kind":"object","object":"user","field":"","physical":"user","rows":null,"later":false},{"class":"instant","action":"index","text":"index “deal” by deletion","kind":"object","object":"deal","field":"","physical":"i_deal_3c145796","rows":null,"later":false},{"class":"instant","action":"index","text":"index “deal” by import_ref","kind":"object","object":"deal","field":"","physical":"i_deal_33fc0d2e","rows":null,"later":false},{"class":"instant","action":"index","text":"index “deal” by owner","kind":"object","object":"deal","field":"","physical":"i_deal_264208a2","rows":null,"later":false},{"class":"instant","action":"index","text":"index “deal” by name","kind":"object","object":"deal","field":"","physical":"i_deal_03cea1dc","rows":null,"later":false},{"class":"instant","action":"index","text":"index “deal” by firm","kind":"object","object":"deal","field":"","physical":"i_deal_b24931bf","rows":null,"later":false},{"class":"instant","action":"index","text":"index “deal” by stage, close_date","kind":"object","object":"deal","field":"","physical":"i_deal_80cc3da3","rows":null,"later":false},{"class":"instant","action":"index","text":"index “firm” by deletion","kind":"object","object":"firm","field":"","physical":"i_firm_365a8643","rows":null,"later":false},{"class":"instant","action":"index","text":"index “firm” by import_ref","kind":"object","object":"firm","field":"","physical":"i_firm_1d37aa4e","rows":null,"later":false},{"class":"instant","action":"index","text":"index “firm” by owner","kind":"object","object":"firm","field":"","physical":"i_firm_b41040e6","rows":null,"later":false},{"class":"instant","action":"index","text":"index “firm” by name","kind":"object","object":"firm","field":"","physical":"i_firm_ec68032e","rows":null,"later":false},{"class":"instant","action":"index","text":"index “firm” by number","kind":"object","object":"firm","field":"","physical":"i_firm_3646f9d3","rows":null,"later":false},{"class":"instant","action":"index","text":"index “firm” by parent","kind":"object","object":"firm","field":"","physical":"i_firm_d0e8d0f4","rows":null,"later":false},{"class":"instant","action":"index","text":"index “line” by deletion","kind":"object","object":"line","field":"","physical":"i_line_aaeb7bd3","rows":null,"later":false},{"class":"instant","action":"index","text":"index “line” by import_ref","kind":"object","object":"line","field":"","physical":"i_line_ad48cc19","rows":null,"later":false},{"class":"instant","action":"index","text":"index “line” by title","kind":"object","object":"line","field":"","physical":"i_line_2575a78a","rows":null,"later":false},{"class":"instant","action":"index","text":"index “line” by deal","kind":"object","object":"line","field":"","physical":"i_line_0429d2ef","rows":null,"later":false},{"class":"instant","action":"index","text":"index “machine” by deletion","kind":"object","object":"machine","field":"","physical":"i_machine_5c9aae54","rows":null,"later":false},{"class":"instant","action":"index","text":"index “machine” by import_ref","kind":"object","object":"machine","field":"","physical":"i_machine_8728af80","rows":null,"later":false},{"class":"instant","action":"index","text":"index “machine” by name","kind":"object","object":"machine","field":"","physical":"i_machine_95c23b70","rows":null,"later":false},{"class":"instant","action":"index","text":"index “user” by deletion","kind":"object","object":"user","field":"","physical":"i_user_2365cd67","rows":null,"later":false},{"class":"instant","action":"index","text":"index “user” by import_ref","kind":"object","object":"user","field":"","physical":"i_user_b168915e","rows":null,"later":false},{"class":"instant","action":"index","text":"index “user” by name","kind":"object","object":"user","field":"","physical":"i_user_5d8fceee","rows":null,"later":false},{"class":"instant","action":"index","text":"index “user” by email","kind":"object","object":"user","field":"","physical":"i_user_0991d865","rows":null,"later":false},{"class":"instant","action":"index","text":"index “user” by identity","kind":"object","object":"user","field":"","physical":"i_user_f163f884","rows":null,"later":false},{"class":"instant","action":"index","text":"index “user” by manager","kind":"object","object":"user","field":"","physical":"i_user_ef781444","rows":null,"later":false}]');
INSERT INTO small.keel_meta_revision VALUES (2, 1, '8c16e7c68fc0497e0d9281e25535d4e7a85477a9edcea3fcf95d7b4240874527', '2026-11-26 02:25:45.900958+00', NULL, 'tests', 'call machines devices', 'ed43916c4dfb7e1da6eeb4321c1e3d549774b2d430078abe7b104b185e9b3a6a', '[{"class":"meta","action":"meta","text":"change object “machine”","kind":"object","object":"machine","field":"","physical":"","rows":null,"later":false}]');
INSERT INTO small.keel_meta_uid VALUES ('f1dcc26a-84a8-5bad-aa6d-f77d33e61fc7', 'small', 'field', 'deal', 'amount', 0);
INSERT INTO small.keel_meta_uid VALUES ('8a80ea9d-a4c2-5922-af4f-7da82fa52554', 'small', 'field', 'deal', 'close_date', 0);
INSERT INTO small.keel_meta_uid VALUES ('a368490c-4c7a-563f-bc46-d3df38dc9b5f', 'small', 'field', 'deal', 'firm', 0);
INSERT INTO small.keel_meta_uid VALUES ('50044742-a202-5769-9f19-0a4a0758ebdc', 'small', 'field', 'deal', 'margin', 0);
INSERT INTO small.keel_meta_uid VALUES ('8d8c51d6-5701-59b3-bf0c-6b2138a98255', 'small', 'field', 'deal', 'met_at', 0);
INSERT INTO small.keel_meta_uid VALUES ('6bf4da91-c2e6-5854-a96d-e8c9b1cc8833', 'small', 'field', 'deal', 'name', 0);
INSERT INTO small.keel_meta_uid VALUES ('59d3a524-a4b1-57f0-96ab-79fa1faac401', 'small', 'field', 'deal', 'notes', 0);
INSERT INTO small.keel_meta_uid VALUES ('afa043f9-2e1a-5e3a-a9cd-4dbc1b1aff37', 'small', 'field', 'deal', 'stage', 0);
INSERT INTO small.keel_meta_uid VALUES ('cc23dffb-5b81-57b6-875b-367ccf9e0738', 'small', 'field', 'firm', 'email', 0);
INSERT INTO small.keel_meta_uid VALUES ('aadf9891-2494-5e9b-8360-731b9fe85d22', 'small', 'field', 'firm', 'industry', 0);
INSERT INTO small.keel_meta_uid VALUES ('35a1e9d1-5a8b-54d7-b62e-b59061744987', 'small', 'field', 'firm', 'name', 0);
INSERT INTO small.keel_meta_uid VALUES ('31e6143a-fe8d-560b-abd8-dbf62a01687f', 'small', 'field', 'firm', 'number', 0);
INSERT INTO small.keel_meta_uid VALUES ('3934cafd-0350-5f89-acc7-98cf78312c9a', 'small', 'field', 'firm', 'parent', 0);
INSERT INTO small.keel_meta_uid VALUES ('de11f187-3ec1-5eb8-86ee-303c649fe61f', 'small', 'field', 'firm', 'phone', 0);
INSERT INTO small.keel_meta_uid VALUES ('6fe9f41e-31a2-54f6-8ef9-929d26396526', 'small', 'field', 'line', 'deal', 0);
INSERT INTO small.keel_meta_uid VALUES ('f759c3c5-8a24-5186-b372-9868d423fc77', 'small', 'field', 'line', 'price', 0);
INSERT INTO small.keel_meta_uid VALUES ('35f0581f-e1b0-5275-b5a5-1765514735c6', 'small', 'field', 'line', 'quantity', 0);
INSERT INTO small.keel_meta_uid VALUES ('ff9c4413-c046-5372-aa91-2163b8f0ff1f', 'small', 'field', 'line', 'title', 0);
INSERT INTO small.keel_meta_uid VALUES ('c3646ed5-b144-58f1-89dd-76618705fe70', 'small', 'field', 'machine', 'name', 0);
INSERT INTO small.keel_meta_uid VALUES ('2d0ba28c-54de-5367-a20b-c2b5d1cebb1a', 'small', 'field', 'machine', 'power', 0);
INSERT INTO small.keel_meta_uid VALUES ('cfdf6ce3-00a8-5a6e-9eb4-26e07ab55e21', 'small', 'field', 'machine', 'running', 0);
INSERT INTO small.keel_meta_uid VALUES ('e4f2a942-c44f-5102-beaf-f61fa6ce21de', 'small', 'field', 'user', 'active', 0);
INSERT INTO small.keel_meta_uid VALUES ('1ba19f07-a8a7-548f-9419-b4439c765eef', 'small', 'field', 'user', 'email', 0);
INSERT INTO small.keel_meta_uid VALUES ('396af9cd-6562-5255-b142-5f6557e1df38', 'small', 'field', 'user', 'identity', 0);
INSERT INTO small.keel_meta_uid VALUES ('1ba3a5fd-9bef-55cc-b045-6c58c63e2c76', 'small', 'field', 'user', 'language', 0);
INSERT INTO small.keel_meta_uid VALUES ('90b679d5-24cf-5f08-8bc0-aa2fa0c9c0e8', 'small', 'field', 'user', 'manager', 0);
INSERT INTO small.keel_meta_uid VALUES ('8c550ac1-fa63-5c51-8a36-c7a9da3394db', 'small', 'field', 'user', 'name', 0);
INSERT INTO small.keel_meta_uid VALUES ('c9c8bc77-21c6-5ba8-b029-279b7f6f87db', 'small', 'field', 'user', 'zone', 0);
INSERT INTO small.keel_meta_uid VALUES ('64b3d799-052f-52e3-8bc4-fc0704b15bfa', 'small', 'object', '', 'deal', 0);
INSERT INTO small.keel_meta_uid VALUES ('6509df7a-cf17-5259-a184-dcdad916490b', 'small', 'object', '', 'firm', 0);
INSERT INTO small.keel_meta_uid VALUES ('72bb5280-1ce8-5f2f-86ea-96ec3e5780ee', 'small', 'object', '', 'line', 0);
INSERT INTO small.keel_meta_uid VALUES ('689d8eea-77f5-5e3f-8517-64ff0d67654f', 'small', 'object', '', 'machine', 0);
INSERT INTO small.keel_meta_uid VALUES ('6b89c140-d449-51b9-8d42-2160ce42e9a4', 'small', 'object', '', 'user', 0);
INSERT INTO small.keel_meta_uid VALUES ('9b32908c-fdea-5519-9c69-26882b3b34fd', 'small', 'package', '', 'small', 0);
INSERT INTO small.keel_meta_uid VALUES ('3701a66e-d706-5fd2-8613-bb4bad391df6', 'small', 'permission_set', '', 'everything', 0);
INSERT INTO small.keel_meta_uid VALUES ('f3682f01-ca9a-5fe3-b8e3-d085504212de', 'small', 'permission_set', '', 'leading', 0);
INSERT INTO small.keel_meta_uid VALUES ('2f0b2816-e8b6-5e53-8ea9-ff7dde47891a', 'small', 'permission_set', '', 'selling', 0);
INSERT INTO small.keel_meta_uid VALUES ('95e2b07d-04e2-5aa6-965a-3c1b575fee35', 'small', 'role', '', 'admin', 0);
INSERT INTO small.keel_meta_uid VALUES ('c7f60c71-42c7-5681-b845-7b64ca059646', 'small', 'role', '', 'leader', 0);
INSERT INTO small.keel_meta_uid VALUES ('4015a139-4fd1-57aa-a9ca-17f4e374e303', 'small', 'role', '', 'seller', 0);
INSERT INTO small.keel_meta_uid VALUES ('7fed42bc-7881-5322-a0e2-550d15c1cddb', 'small', 'settings', '', 'company', 0);
INSERT INTO small.keel_system_version VALUES ('0001');
INSERT INTO small.keel_user_closure VALUES ('eaef85eb-04b5-5286-aff7-c1a059439635', 'eaef85eb-04b5-5286-aff7-c1a059439635', 0);
INSERT INTO small.keel_user_closure VALUES ('94ca08d1-02c7-5dad-8557-8bef4fd42cf9', '94ca08d1-02c7-5dad-8557-8bef4fd42cf9', 0);
INSERT INTO small.keel_user_closure VALUES ('5edb82d4-081d-57a9-9d39-cdaf65e3e709', '5edb82d4-081d-57a9-9d39-cdaf65e3e709', 0);
INSERT INTO small.keel_user_closure VALUES ('94ca08d1-02c7-5dad-8557-8bef4fd42cf9', '5edb82d4-081d-57a9-9d39-cdaf65e3e709', 1);
INSERT INTO small.keel_user_closure VALUES ('6a86f3ac-e3ae-5cb8-af73-962671147041', '6a86f3ac-e3ae-5cb8-af73-962671147041', 0);
INSERT INTO small.machine VALUES ('01a215ac-57b4-7000-9aca-0afa95dc652d', NULL, NULL, NULL, '2026-11-26 02:25:45.908876+00', NULL, '2026-11-26 02:25:45.908876+00', NULL, 1, NULL, NULL, NULL, NULL, 'Press', 'press', 5.500000, true);
INSERT INTO small."user" VALUES ('eaef85eb-04b5-5286-aff7-c1a059439635', NULL, NULL, NULL, '2026-11-26 02:25:45.848328+00', NULL, '2026-11-26 02:25:45.848328+00', NULL, 1, NULL, NULL, NULL, NULL, 'Ada Admin', 'ada admin', 'ada@example.com', 'ada@example.com', 'ada@example.com', NULL, NULL, NULL, true, NULL, NULL, NULL, NULL, NULL);
INSERT INTO small."user" VALUES ('94ca08d1-02c7-5dad-8557-8bef4fd42cf9', NULL, NULL, NULL, '2026-11-26 02:25:45.848328+00', NULL, '2026-11-26 02:25:45.848328+00', NULL, 1, NULL, NULL, NULL, NULL, 'Lena Leader', 'lena leader', 'lena@example.com', 'lena@example.com', 'lena@example.com', NULL, NULL, NULL, true, NULL, NULL, NULL, NULL, NULL);
INSERT INTO small."user" VALUES ('5edb82d4-081d-57a9-9d39-cdaf65e3e709', NULL, NULL, NULL, '2026-11-26 02:25:45.848328+00', NULL, '2026-11-26 02:25:45.848328+00', NULL, 1, NULL, NULL, NULL, NULL, 'Sam Seller', 'sam seller', 'sam@example.com', 'sam@example.com', 'sam@example.com', NULL, NULL, NULL, true, '94ca08d1-02c7-5dad-8557-8bef4fd42cf9', NULL, NULL, NULL, NULL);
INSERT INTO small."user" VALUES ('6a86f3ac-e3ae-5cb8-af73-962671147041', NULL, NULL, NULL, '2026-11-26 02:25:45.848328+00', NULL, '2026-11-26 02:25:45.848328+00', NULL, 1, NULL, NULL, NULL, NULL, 'Rita Rival', 'rita rival', 'rita@example.com', 'rita@example.com', 'rita@example.com', NULL, NULL, NULL, true, NULL, NULL, NULL, NULL, NULL);
SELECT pg_catalog.setval('small.keel_search_entry_id_seq', 1, false);
ALTER TABLE ONLY small.deal
    ADD CONSTRAINT deal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY small.firm
    ADD CONSTRAINT firm_pkey PRIMARY KEY (id);
ALTER TABLE ONLY small.keel_access_grant
    ADD CONSTRAINT keel_access_grant_pkey PRIMARY KEY (user_id, kind, uid);
ALTER TABLE ONLY small.keel_api_token
    ADD CONSTRAINT keel_api_token_pkey PRIMARY KEY (id);
ALTER TABLE ONLY small.keel_audit
    ADD CONSTRAINT keel_audit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY small.keel_counter
    ADD CONSTRAINT keel_counter_pkey PRIMARY KEY (field, period);
ALTER TABLE ONLY small.keel_deletion
    ADD CONSTRAINT keel_deletion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY small.keel_favourite
    ADD CONSTRAINT keel_favourite_pkey PRIMARY KEY ("user", object, record);
ALTER TABLE ONLY small.keel_file_blob
    ADD CONSTRAINT keel_file_blob_pkey PRIMARY KEY (id);
ALTER TABLE ONLY small.keel_history
    ADD CONSTRAINT keel_history_pkey PRIMARY KEY (id);
ALTER TABLE ONLY small.keel_idempotency
    ADD CONSTRAINT keel_idempotency_pkey PRIMARY KEY (key, "user");
ALTER TABLE ONLY small.keel_import_row
    ADD CONSTRAINT keel_import_row_pkey PRIMARY KEY (run, "row");
ALTER TABLE ONLY small.keel_import_run
    ADD CONSTRAINT keel_import_run_pkey PRIMARY KEY (id);
ALTER TABLE ONLY small.keel_job
    ADD CONSTRAINT keel_job_pkey PRIMARY KEY (id);
ALTER TABLE ONLY small.keel_meta_change
    ADD CONSTRAINT keel_meta_change_pkey PRIMARY KEY (rev, uid);
ALTER TABLE ONLY small.keel_meta_column
    ADD CONSTRAINT keel_meta_column_pkey PRIMARY KEY (object, role, physical);
ALTER TABLE ONLY small.keel_meta_component
    ADD CONSTRAINT keel_meta_component_pkey PRIMARY KEY (uid);
ALTER TABLE ONLY small.keel_meta_head
    ADD CONSTRAINT keel_meta_head_pkey PRIMARY KEY (id);
ALTER TABLE ONLY small.keel_meta_package
    ADD CONSTRAINT keel_meta_package_pkey PRIMARY KEY (name);
ALTER TABLE ONLY small.keel_meta_revision
    ADD CONSTRAINT keel_meta_revision_pkey PRIMARY KEY (rev);
ALTER TABLE ONLY small.keel_meta_uid
    ADD CONSTRAINT keel_meta_uid_pkey PRIMARY KEY (uid);
ALTER TABLE ONLY small.keel_outbox
    ADD CONSTRAINT keel_outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY small.keel_recent
    ADD CONSTRAINT keel_recent_pkey PRIMARY KEY ("user", object, record);
ALTER TABLE ONLY small.keel_saved_view
    ADD CONSTRAINT keel_saved_view_pkey PRIMARY KEY (id);
ALTER TABLE ONLY small.keel_schedule_state
    ADD CONSTRAINT keel_schedule_state_pkey PRIMARY KEY (uid);
ALTER TABLE ONLY small.keel_search_entry
    ADD CONSTRAINT keel_search_entry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY small.keel_user_closure
    ADD CONSTRAINT keel_user_closure_pkey PRIMARY KEY (ancestor, descendant);
ALTER TABLE ONLY small.keel_user_setting
    ADD CONSTRAINT keel_user_setting_pkey PRIMARY KEY ("user", key);
ALTER TABLE ONLY small.line
    ADD CONSTRAINT line_pkey PRIMARY KEY (id);
ALTER TABLE ONLY small.machine
    ADD CONSTRAINT machine_pkey PRIMARY KEY (id);
ALTER TABLE ONLY small."user"
    ADD CONSTRAINT user_pkey PRIMARY KEY (id);
CREATE INDEX i_deal_03cea1dc ON small.deal USING btree (name_sort, id);
CREATE INDEX i_deal_264208a2 ON small.deal USING btree (owner);
CREATE INDEX i_deal_33fc0d2e ON small.deal USING btree (import_ref) WHERE (import_ref IS NOT NULL);
CREATE INDEX i_deal_3c145796 ON small.deal USING btree (deletion) WHERE (deletion IS NOT NULL);
CREATE INDEX i_deal_80cc3da3 ON small.deal USING btree (stage, close_date, id);
CREATE INDEX i_deal_b24931bf ON small.deal USING btree (firm);
CREATE INDEX i_firm_1d37aa4e ON small.firm USING btree (import_ref) WHERE (import_ref IS NOT NULL);
CREATE UNIQUE INDEX i_firm_3646f9d3 ON small.firm USING btree (number_fold) WHERE ((deleted_at IS NULL) AND (number_fold IS NOT NULL));
CREATE INDEX i_firm_365a8643 ON small.firm USING btree (deletion) WHERE (deletion IS NOT NULL);
CREATE INDEX i_firm_b41040e6 ON small.firm USING btree (owner);
CREATE INDEX i_firm_d0e8d0f4 ON small.firm USING btree (parent);
CREATE INDEX i_firm_ec68032e ON small.firm USING btree (name_sort, id);
CREATE INDEX i_line_0429d2ef ON small.line USING btree (deal);
CREATE INDEX i_line_2575a78a ON small.line USING btree (title_sort, id);
CREATE INDEX i_line_aaeb7bd3 ON small.line USING btree (deletion) WHERE (deletion IS NOT NULL);
CREATE INDEX i_line_ad48cc19 ON small.line USING btree (import_ref) WHERE (import_ref IS NOT NULL);
CREATE INDEX i_machine_5c9aae54 ON small.machine USING btree (deletion) WHERE (deletion IS NOT NULL);
CREATE INDEX i_machine_8728af80 ON small.machine USING btree (import_ref) WHERE (import_ref IS NOT NULL);
CREATE INDEX i_machine_95c23b70 ON small.machine USING btree (name_sort, id);
CREATE UNIQUE INDEX i_user_0991d865 ON small."user" USING btree (email_fold) WHERE ((deleted_at IS NULL) AND (email_fold IS NOT NULL));
CREATE INDEX i_user_2365cd67 ON small."user" USING btree (deletion) WHERE (deletion IS NOT NULL);
CREATE INDEX i_user_5d8fceee ON small."user" USING btree (name_sort, id);
CREATE INDEX i_user_b168915e ON small."user" USING btree (import_ref) WHERE (import_ref IS NOT NULL);
CREATE INDEX i_user_ef781444 ON small."user" USING btree (manager);
CREATE UNIQUE INDEX i_user_f163f884 ON small."user" USING btree (identity_fold) WHERE ((deleted_at IS NULL) AND (identity_fold IS NOT NULL));
CREATE INDEX keel_access_grant_uid ON small.keel_access_grant USING btree (uid);
CREATE UNIQUE INDEX keel_api_token_hash ON small.keel_api_token USING btree (hash);
CREATE INDEX keel_api_token_user ON small.keel_api_token USING btree ("user");
CREATE INDEX keel_audit_at ON small.keel_audit USING btree (at);
CREATE INDEX keel_deletion_at ON small.keel_deletion USING btree (at);
CREATE INDEX keel_file_blob_parent_id ON small.keel_file_blob USING btree (parent_id);
CREATE INDEX keel_file_blob_sha256 ON small.keel_file_blob USING btree (sha256);
CREATE INDEX keel_history_record_id_id ON small.keel_history USING btree (record_id, id);
CREATE INDEX keel_idempotency_at ON small.keel_idempotency USING btree (at);
CREATE INDEX keel_import_row_run_state ON small.keel_import_row USING btree (run, state);
CREATE INDEX keel_import_run_created_at ON small.keel_import_run USING btree (created_at);
CREATE INDEX keel_job_created_at ON small.keel_job USING btree (created_at);
CREATE INDEX keel_meta_column_rev ON small.keel_meta_column USING btree (rev);
CREATE INDEX keel_meta_component_rev ON small.keel_meta_component USING btree (rev);
CREATE INDEX keel_meta_uid_name ON small.keel_meta_uid USING btree (package, kind, parent, name);
CREATE INDEX keel_outbox_dead_available_at ON small.keel_outbox USING btree (dead, available_at);
CREATE UNIQUE INDEX keel_outbox_topic_key ON small.keel_outbox USING btree (topic, key);
CREATE INDEX keel_recent_user_at ON small.keel_recent USING btree ("user", at);
CREATE INDEX keel_saved_view_object_owner ON small.keel_saved_view USING btree (object, owner);
CREATE UNIQUE INDEX keel_search_entry_record ON small.keel_search_entry USING btree (record);
CREATE INDEX keel_search_entry_vector ON small.keel_search_entry USING gin (vector);
CREATE INDEX keel_user_closure_descendant ON small.keel_user_closure USING btree (descendant);
