BEGIN TRANSACTION;
CREATE TABLE deal (
	id BLOB NOT NULL, 
	owner BLOB, 
	record_type TEXT, 
	currency TEXT, 
	created_at BIGINT, 
	created_by BLOB, 
	updated_at BIGINT, 
	updated_by BLOB, 
	row_version BIGINT, 
	deleted_at BIGINT, 
	deleted_by BLOB, 
	deletion BLOB, 
	import_ref TEXT, 
	name TEXT, 
	name_sort TEXT, 
	firm BLOB, 
	stage TEXT, 
	amount BIGINT, 
	amount_base BIGINT, 
	margin BIGINT, 
	close_date DATE, 
	met_at BIGINT, 
	notes TEXT, 
	PRIMARY KEY (id)
);
CREATE TABLE firm (
	id BLOB NOT NULL, 
	owner BLOB, 
	record_type TEXT, 
	currency TEXT, 
	created_at BIGINT, 
	created_by BLOB, 
	updated_at BIGINT, 
	updated_by BLOB, 
	row_version BIGINT, 
	deleted_at BIGINT, 
	deleted_by BLOB, 
	deletion BLOB, 
	import_ref TEXT, 
	name TEXT, 
	name_sort TEXT, 
	number TEXT, 
	number_fold TEXT, 
	number_sort TEXT, 
	email TEXT, 
	email_sort TEXT, 
	phone TEXT, 
	parent BLOB, 
	industry TEXT, 
	PRIMARY KEY (id)
);
CREATE TABLE keel_access_grant (
	user_id BLOB NOT NULL, 
	kind TEXT NOT NULL, 
	uid BLOB NOT NULL, 
	PRIMARY KEY (user_id, kind, uid)
);
INSERT INTO "keel_access_grant" VALUES(X'EAEF85EB04B55286AFF7C1A059439635','role',X'95E2B07D04E25AA6965A3C1B575FEE35');
INSERT INTO "keel_access_grant" VALUES(X'94CA08D102C75DAD85578BEF4FD42CF9','role',X'C7F60C7142C75681B8457B64CA059646');
INSERT INTO "keel_access_grant" VALUES(X'5EDB82D4081D57A99D39CDAF65E3E709','role',X'4015A1394FD157AAA9CA17F4E374E303');
INSERT INTO "keel_access_grant" VALUES(X'6A86F3ACE3AE5CB8AF73962671147041','role',X'4015A1394FD157AAA9CA17F4E374E303');
CREATE TABLE keel_api_token (
	id BLOB NOT NULL, 
	user BLOB NOT NULL, 
	hash TEXT NOT NULL, 
	name TEXT NOT NULL, 
	created_at BIGINT NOT NULL, 
	expires BIGINT, 
	last_used BIGINT, 
	PRIMARY KEY (id)
);
CREATE TABLE keel_audit (
	id BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	"by" BLOB, 
	actor TEXT NOT NULL, 
	action TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	details TEXT, 
	PRIMARY KEY (id)
);
CREATE TABLE keel_counter (
	field BLOB NOT NULL, 
	period TEXT NOT NULL, 
	value BIGINT NOT NULL, 
	PRIMARY KEY (field, period)
);
CREATE TABLE keel_deletion (
	id BLOB NOT NULL, 
	object BLOB NOT NULL, 
	record BLOB NOT NULL, 
	label TEXT DEFAULT '' NOT NULL, 
	"by" BLOB, 
	at BIGINT NOT NULL, 
	count BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE keel_favourite (
	user BLOB NOT NULL, 
	object BLOB NOT NULL, 
	record BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (user, object, record)
);
CREATE TABLE keel_file_blob (
	id BLOB NOT NULL, 
	sha256 TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	name TEXT NOT NULL, 
	type TEXT NOT NULL, 
	parent_object BLOB, 
	parent_id BLOB, 
	parent_field BLOB, 
	created_at BIGINT NOT NULL, 
	created_by BLOB, 
	details TEXT, 
	PRIMARY KEY (id)
);
CREATE TABLE keel_history (
	id BLOB NOT NULL, 
	object_uid BLOB NOT NULL, 
	record_id BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	"by" BLOB, 
	action TEXT NOT NULL, 
	revision BIGINT NOT NULL, 
	changes TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "keel_history" VALUES(X'01A215AC55557000BA4BC082F3F67308',X'689D8EEA77F55E3F851764FF0D67654F',X'01A215AC55547000ABF9D349ACD05613',1795659945300323,NULL,'create',2,'{"name":[null,"Press"],"power":[null,"5.5"],"running":[null,true]}');
CREATE TABLE keel_idempotency (
	"key" TEXT NOT NULL, 
	user BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	status BIGINT, 
	body TEXT, 
	digest TEXT NOT NULL, 
	PRIMARY KEY ("key", user)
);
CREATE TABLE keel_import_row (
	run BLOB NOT NULL, 
	"row" BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	object BLOB, 
	record BLOB, 
	action TEXT, 
	row_version BIGINT, 
	source TEXT, 
	"before" TEXT, 
	"after" TEXT, 
	problems TEXT, 
	PRIMARY KEY (run, "row")
);
CREATE TABLE keel_import_run (
	id BLOB NOT NULL, 
	object BLOB NOT NULL, 
	state TEXT NOT NULL, 
	file_name TEXT NOT NULL, 
	file BLOB, 
	options TEXT NOT NULL, 
	total BIGINT DEFAULT 0 NOT NULL, 
	done BIGINT DEFAULT 0 NOT NULL, 
	created BIGINT DEFAULT 0 NOT NULL, 
	updated BIGINT DEFAULT 0 NOT NULL, 
	failed BIGINT DEFAULT 0 NOT NULL, 
	note TEXT, 
	"by" BLOB, 
	created_at BIGINT NOT NULL, 
	finished_at BIGINT, 
	undone_at BIGINT, 
	PRIMARY KEY (id)
);
CREATE TABLE keel_job (
	id BLOB NOT NULL, 
	topic TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	label TEXT NOT NULL, 
	state TEXT NOT NULL, 
	done BIGINT DEFAULT 0 NOT NULL, 
	total BIGINT DEFAULT 0 NOT NULL, 
	note TEXT, 
	payload TEXT, 
	result TEXT, 
	error TEXT, 
	"by" BLOB, 
	cancel BOOLEAN DEFAULT false NOT NULL, 
	attempts BIGINT DEFAULT 0 NOT NULL, 
	created_at BIGINT NOT NULL, 
	started_at BIGINT, 
	finished_at BIGINT, 
	PRIMARY KEY (id)
);
CREATE TABLE keel_meta_change (
	rev BIGINT NOT NULL, 
	uid BLOB NOT NULL, 
	kind TEXT NOT NULL, 
	"of" TEXT NOT NULL, 
	name TEXT NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	PRIMARY KEY (rev, uid)
);
INSERT INTO "keel_meta_change" VALUES(1,X'F1DCC26A84A85BADAA6DF77D33E61FC7','field','deal','amount',NULL,'{"audit":true,"label":{"en":"Amount","zh":"金额"},"type":"currency"}');
INSERT INTO "keel_meta_change" VALUES(1,X'8A80EA9DA4C25922AF4F7DA82FA52554','field','deal','close_date',NULL,'{"label":{"en":"Close date","zh":"结束日期"},"type":"date"}');
INSERT INTO "keel_meta_change" VALUES(1,X'A368490C4C7A563FBC46D3DF38DC9B5F','field','deal','firm',NULL,'{"label":{"en":"Firm","zh":"公司"},"on_delete":"restrict","to":"firm","type":"lookup"}');
INSERT INTO "keel_meta_change" VALUES(1,X'50044742A20257699F190A4A0758EBDC','field','deal','margin',NULL,'{"label":{"en":"Margin","zh":"毛利率"},"type":"percent"}');
INSERT INTO "keel_meta_change" VALUES(1,X'8D8C51D6570159B3BF0C6B2138A98255','field','deal','met_at',NULL,'{"label":{"en":"Met at","zh":"会面时间"},"type":"datetime"}');
INSERT INTO "keel_meta_change" VALUES(1,X'6BF4DA91C2E65854A96DE8C9B1CC8833','field','deal','name',NULL,'{"audit":true,"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"}');
INSERT INTO "keel_meta_change" VALUES(1,X'59D3A524A4B157F096AB79FA1FAAC401','field','deal','notes',NULL,'{"label":{"en":"Notes","zh":"备注"},"type":"long_text"}');
INSERT INTO "keel_meta_change" VALUES(1,X'AFA043F92E1A5E3AA9CD4DBC1B1AFF37','field','deal','stage',NULL,'{"audit":true,"default":"''open''","label":{"en":"Stage","zh":"阶段"},"options":[{"id":"open","label":{"en":"Open","zh":"进行中"}},{"id":"won","label":{"en":"Won","zh":"赢单"}},{"id":"lost","label":{"en":"Lost","zh":"输单"}}],"required":true,"type":"select"}');
INSERT INTO "keel_meta_change" VALUES(1,X'CC23DFFB5B8157B6875B367CCF9E0738','field','firm','email',NULL,'{"label":{"en":"Email","zh":"邮箱"},"type":"email"}');
INSERT INTO "keel_meta_change" VALUES(1,X'AADF989124945E9B8360731B9FE85D22','field','firm','industry',NULL,'{"label":{"en":"Industry","zh":"行业"},"options":[{"id":"energy","label":{"en":"Energy","zh":"能源"}},{"id":"medical","label":{"en":"Medical","zh":"医疗"}}],"type":"select"}');
INSERT INTO "keel_meta_change" VALUES(1,X'35A1E9D15A8B54D7B62EB59061744987','field','firm','name',NULL,'{"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"}');
INSERT INTO "keel_meta_change" VALUES(1,X'31E6143AFE8D560BABD8DBF62A01687F','field','firm','number',NULL,'{"label":{"en":"Number","zh":"编号"},"type":"text","unique":true}');
INSERT INTO "keel_meta_change" VALUES(1,X'3934CAFD03505F89ACC798CF78312C9A','field','firm','parent',NULL,'{"label":{"en":"Parent","zh":"上级公司"},"on_delete":"set_null","to":"firm","type":"lookup"}');
INSERT INTO "keel_meta_change" VALUES(1,X'DE11F1873EC15EB886EE303C649FE61F','field','firm','phone',NULL,'{"label":{"en":"Phone","zh":"电话"},"type":"phone"}');
INSERT INTO "keel_meta_change" VALUES(1,X'6FE9F41E31A254F68EF9929D26396526','field','line','deal',NULL,'{"label":{"en":"Deal","zh":"交易"},"to":"deal","type":"master_detail"}');
INSERT INTO "keel_meta_change" VALUES(1,X'F759C3C58A245186B3729868D423FC77','field','line','price',NULL,'{"label":{"en":"Price","zh":"价格"},"type":"currency"}');
INSERT INTO "keel_meta_change" VALUES(1,X'35F0581FE1B05275B5A51765514735C6','field','line','quantity',NULL,'{"label":{"en":"Quantity","zh":"数量"},"type":"integer"}');
INSERT INTO "keel_meta_change" VALUES(1,X'FF9C4413C0465372AA912163B8F0FF1F','field','line','title',NULL,'{"label":{"en":"Title","zh":"标题"},"required":true,"type":"text"}');
INSERT INTO "keel_meta_change" VALUES(1,X'C3646ED5B14458F189DD76618705FE70','field','machine','name',NULL,'{"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"}');
INSERT INTO "keel_meta_change" VALUES(1,X'2D0BA28C54DE5367A20BC2B5D1CEBB1A','field','machine','power',NULL,'{"label":{"en":"Power","zh":"功率"},"type":"decimal"}');
INSERT INTO "keel_meta_change" VALUES(1,X'CFDF6CE300A85A6E9EB426E07AB55E21','field','machine','running',NULL,'{"label":{"en":"Running","zh":"运行中"},"type":"boolean"}');
INSERT INTO "keel_meta_change" VALUES(1,X'E4F2A942C44F5102BEAFF61FA6CE21DE','field','user','active',NULL,'{"default":"true","label":{"en":"Active","zh":"启用"},"type":"boolean"}');
INSERT INTO "keel_meta_change" VALUES(1,X'1BA19F07A8A7548F9419B4439C765EEF','field','user','email',NULL,'{"label":{"en":"Email","zh":"邮箱"},"type":"email","unique":true}');
INSERT INTO "keel_meta_change" VALUES(1,X'396AF9CD65625255B1425F6557E1DF38','field','user','identity',NULL,'{"label":{"en":"Login","zh":"登录账号"},"type":"text","unique":true}');
INSERT INTO "keel_meta_change" VALUES(1,X'1BA3A5FD9BEF55CCB0456C58C63E2C76','field','user','language',NULL,'{"label":{"en":"Language","zh":"语言"},"type":"text"}');
INSERT INTO "keel_meta_change" VALUES(1,X'90B679D524CF5F088BC0AA2FA0C9C0E8','field','user','manager',NULL,'{"label":{"en":"Reports to","zh":"直属上级"},"type":"user"}');
INSERT INTO "keel_meta_change" VALUES(1,X'8C550AC1FA635C518A36C7A9DA3394DB','field','user','name',NULL,'{"label":{"en":"Name","zh":"姓名"},"required":true,"type":"text"}');
INSERT INTO "keel_meta_change" VALUES(1,X'C9C8BC7721C65BA8B029279B7F6F87DB','field','user','zone',NULL,'{"label":{"en":"Time zone","zh":"时区"},"type":"text"}');
INSERT INTO "keel_meta_change" VALUES(1,X'64B3D799052F52E38BC4FC0704B15BFA','object','','deal',NULL,'{"features":["history"],"field_order":["name","firm","stage","amount","margin","close_date","met_at","notes"],"indexes":[{"fields":["stage","close_date"],"id":"by_stage"}],"label":{"en":"Deal","zh":"交易"},"name_field":"name","plural":{"en":"Deals","zh":"交易"},"rate_date":"close_date","search":["name"]}');
INSERT INTO "keel_meta_change" VALUES(1,X'6509DF7ACF175259A184DCDAD916490B','object','','firm',NULL,'{"features":["history"],"field_order":["name","number","email","phone","parent","industry"],"label":{"en":"Firm","zh":"公司"},"name_field":"name","plural":{"en":"Firms","zh":"公司"},"search":["name","email","phone"]}');
INSERT INTO "keel_meta_change" VALUES(1,X'72BB52801CE85F2F86EA96EC3E5780EE','object','','line',NULL,'{"field_order":["title","deal","quantity","price"],"label":{"en":"Line","zh":"明细"},"name_field":"title","plural":{"en":"Lines","zh":"明细"}}');
INSERT INTO "keel_meta_change" VALUES(1,X'689D8EEA77F55E3F851764FF0D67654F','object','','machine',NULL,'{"default_access":"write","field_order":["name","power","running"],"label":{"en":"Machine","zh":"机器"},"name_field":"name","owner":"none","plural":{"en":"Machines","zh":"机器"}}');
INSERT INTO "keel_meta_change" VALUES(1,X'6B89C140D44951B98D422160CE42E9A4','object','','user',NULL,'{"default_access":"read","field_order":["name","email","identity","active","manager","language","zone"],"label":{"en":"User","zh":"用户"},"name_field":"name","owner":"none","plural":{"en":"Users","zh":"用户"},"search":["name","email"]}');
INSERT INTO "keel_meta_change" VALUES(1,X'9B32908CFDEA55199C6926882B3B34FD','package','','small',NULL,'{"format":1,"label":{"en":"Small","zh":"小型测试"},"namespace":"","notes":"A package for tests of the engine. People, firms, deals with lines, and machines that nobody owns.","type":"core","version":"1.0.0"}');
INSERT INTO "keel_meta_change" VALUES(1,X'3701A66ED7065FD28613BB4BAD391DF6','permission_set','','everything',NULL,'{"label":{"en":"Everything","zh":"全部权限"},"objects":{"deal":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"firm":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"line":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"machine":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"user":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"}},"system":["customise","manage_users","import_data","export_data","bulk_edit","view_jobs","purge"]}');
INSERT INTO "keel_meta_change" VALUES(1,X'F3682F01CA9A5FE3B8E3D085504212DE','permission_set','','leading',NULL,'{"label":{"en":"Leading","zh":"管理"},"objects":{"deal":{"create":"yes","delete":"own","export":"yes","fields":{"read":"all","write":"all"},"read":"subordinates","update":"subordinates"},"line":{"create":"yes","delete":"own","export":"yes","fields":{"read":"all","write":"all"},"read":"subordinates","update":"subordinates"}},"system":["bulk_edit","export_data"]}');
INSERT INTO "keel_meta_change" VALUES(1,X'2F0B2816E8B65E538EA9FF7DDE47891A','permission_set','','selling',NULL,'{"label":{"en":"Selling","zh":"销售"},"objects":{"deal":{"create":"yes","delete":"own","export":"no","fields":{"read":{"all_except":["margin"]},"write":{"all_except":["margin"]}},"read":"own","update":"own"},"firm":{"create":"yes","delete":"none","export":"no","fields":{"read":"all","write":"all"},"read":"all","update":"own"},"line":{"create":"yes","delete":"own","export":"no","fields":{"read":"all","write":"all"},"read":"own","update":"own"},"machine":{"create":"no","delete":"none","export":"no","fields":{"read":"all","write":[]},"read":"all","update":"none"},"user":{"create":"no","delete":"none","export":"no","fields":{"read":{"all_except":["identity"]},"write":[]},"read":"all","update":"none"}},"system":[]}');
INSERT INTO "keel_meta_change" VALUES(1,X'95E2B07D04E25AA6965A3C1B575FEE35','role','','admin',NULL,'{"label":{"en":"Administrator","zh":"管理员"},"permission_sets":["everything"]}');
INSERT INTO "keel_meta_change" VALUES(1,X'C7F60C7142C75681B8457B64CA059646','role','','leader',NULL,'{"label":{"en":"Sales leader","zh":"销售主管"},"permission_sets":["selling","leading"]}');
INSERT INTO "keel_meta_change" VALUES(1,X'4015A1394FD157AAA9CA17F4E374E303','role','','seller',NULL,'{"label":{"en":"Seller","zh":"销售"},"permission_sets":["selling"]}');
INSERT INTO "keel_meta_change" VALUES(1,X'7FED42BC78815322A0E2550D15C1CDDB','settings','','company',NULL,'{"company":{"en":"Small","zh":"小公司"},"currencies":{"active":["EUR","USD","CNY"],"corporate":"EUR"},"fiscal_year_start":1,"language":"en","region":"DE","trash_days":30,"week_start":"monday","zone":"Europe/Berlin"}');
INSERT INTO "keel_meta_change" VALUES(2,X'689D8EEA77F55E3F851764FF0D67654F','object','','machine','{"default_access":"write","field_order":["name","power","running"],"label":{"en":"Machine","zh":"机器"},"name_field":"name","owner":"none","plural":{"en":"Machines","zh":"机器"}}','{"default_access":"write","field_order":["name","power","running"],"label":{"en":"Device","zh":"机器"},"name_field":"name","owner":"none","plural":{"en":"Machines","zh":"机器"}}');
CREATE TABLE keel_meta_column (
	object BLOB NOT NULL, 
	role TEXT NOT NULL, 
	physical TEXT NOT NULL, 
	owner BLOB NOT NULL, 
	part TEXT NOT NULL, 
	family TEXT NOT NULL, 
	rev BIGINT NOT NULL, 
	dead BOOLEAN NOT NULL, 
	PRIMARY KEY (object, role, physical)
);
INSERT INTO "keel_meta_column" VALUES(X'64B3D799052F52E38BC4FC0704B15BFA','table','deal',X'64B3D799052F52E38BC4FC0704B15BFA','','',1,0);
INSERT INTO "keel_meta_column" VALUES(X'64B3D799052F52E38BC4FC0704B15BFA','value','name',X'6BF4DA91C2E65854A96DE8C9B1CC8833','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'64B3D799052F52E38BC4FC0704B15BFA','sort','name_sort',X'6BF4DA91C2E65854A96DE8C9B1CC8833','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'64B3D799052F52E38BC4FC0704B15BFA','value','firm',X'A368490C4C7A563FBC46D3DF38DC9B5F','','reference',1,0);
INSERT INTO "keel_meta_column" VALUES(X'64B3D799052F52E38BC4FC0704B15BFA','value','stage',X'AFA043F92E1A5E3AA9CD4DBC1B1AFF37','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'64B3D799052F52E38BC4FC0704B15BFA','value','amount',X'F1DCC26A84A85BADAA6DF77D33E61FC7','','decimal',1,0);
INSERT INTO "keel_meta_column" VALUES(X'64B3D799052F52E38BC4FC0704B15BFA','value','amount_base',X'F1DCC26A84A85BADAA6DF77D33E61FC7','base','decimal',1,0);
INSERT INTO "keel_meta_column" VALUES(X'64B3D799052F52E38BC4FC0704B15BFA','value','margin',X'50044742A20257699F190A4A0758EBDC','','decimal',1,0);
INSERT INTO "keel_meta_column" VALUES(X'64B3D799052F52E38BC4FC0704B15BFA','value','close_date',X'8A80EA9DA4C25922AF4F7DA82FA52554','','date',1,0);
INSERT INTO "keel_meta_column" VALUES(X'64B3D799052F52E38BC4FC0704B15BFA','value','met_at',X'8D8C51D6570159B3BF0C6B2138A98255','','moment',1,0);
INSERT INTO "keel_meta_column" VALUES(X'64B3D799052F52E38BC4FC0704B15BFA','value','notes',X'59D3A524A4B157F096AB79FA1FAAC401','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6509DF7ACF175259A184DCDAD916490B','table','firm',X'6509DF7ACF175259A184DCDAD916490B','','',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6509DF7ACF175259A184DCDAD916490B','value','name',X'35A1E9D15A8B54D7B62EB59061744987','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6509DF7ACF175259A184DCDAD916490B','sort','name_sort',X'35A1E9D15A8B54D7B62EB59061744987','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6509DF7ACF175259A184DCDAD916490B','value','number',X'31E6143AFE8D560BABD8DBF62A01687F','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6509DF7ACF175259A184DCDAD916490B','sort','number_sort',X'31E6143AFE8D560BABD8DBF62A01687F','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6509DF7ACF175259A184DCDAD916490B','fold','number_fold',X'31E6143AFE8D560BABD8DBF62A01687F','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6509DF7ACF175259A184DCDAD916490B','value','email',X'CC23DFFB5B8157B6875B367CCF9E0738','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6509DF7ACF175259A184DCDAD916490B','sort','email_sort',X'CC23DFFB5B8157B6875B367CCF9E0738','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6509DF7ACF175259A184DCDAD916490B','value','phone',X'DE11F1873EC15EB886EE303C649FE61F','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6509DF7ACF175259A184DCDAD916490B','value','parent',X'3934CAFD03505F89ACC798CF78312C9A','','reference',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6509DF7ACF175259A184DCDAD916490B','value','industry',X'AADF989124945E9B8360731B9FE85D22','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'72BB52801CE85F2F86EA96EC3E5780EE','table','line',X'72BB52801CE85F2F86EA96EC3E5780EE','','',1,0);
INSERT INTO "keel_meta_column" VALUES(X'72BB52801CE85F2F86EA96EC3E5780EE','value','title',X'FF9C4413C0465372AA912163B8F0FF1F','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'72BB52801CE85F2F86EA96EC3E5780EE','sort','title_sort',X'FF9C4413C0465372AA912163B8F0FF1F','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'72BB52801CE85F2F86EA96EC3E5780EE','value','deal',X'6FE9F41E31A254F68EF9929D26396526','','reference',1,0);
INSERT INTO "keel_meta_column" VALUES(X'72BB52801CE85F2F86EA96EC3E5780EE','value','quantity',X'35F0581FE1B05275B5A51765514735C6','','integer',1,0);
INSERT INTO "keel_meta_column" VALUES(X'72BB52801CE85F2F86EA96EC3E5780EE','value','price',X'F759C3C58A245186B3729868D423FC77','','decimal',1,0);
INSERT INTO "keel_meta_column" VALUES(X'72BB52801CE85F2F86EA96EC3E5780EE','value','price_base',X'F759C3C58A245186B3729868D423FC77','base','decimal',1,0);
INSERT INTO "keel_meta_column" VALUES(X'689D8EEA77F55E3F851764FF0D67654F','table','machine',X'689D8EEA77F55E3F851764FF0D67654F','','',1,0);
INSERT INTO "keel_meta_column" VALUES(X'689D8EEA77F55E3F851764FF0D67654F','value','name',X'C3646ED5B14458F189DD76618705FE70','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'689D8EEA77F55E3F851764FF0D67654F','sort','name_sort',X'C3646ED5B14458F189DD76618705FE70','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'689D8EEA77F55E3F851764FF0D67654F','value','power',X'2D0BA28C54DE5367A20BC2B5D1CEBB1A','','decimal',1,0);
INSERT INTO "keel_meta_column" VALUES(X'689D8EEA77F55E3F851764FF0D67654F','value','running',X'CFDF6CE300A85A6E9EB426E07AB55E21','','boolean',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6B89C140D44951B98D422160CE42E9A4','table','user',X'6B89C140D44951B98D422160CE42E9A4','','',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6B89C140D44951B98D422160CE42E9A4','value','name',X'8C550AC1FA635C518A36C7A9DA3394DB','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6B89C140D44951B98D422160CE42E9A4','sort','name_sort',X'8C550AC1FA635C518A36C7A9DA3394DB','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6B89C140D44951B98D422160CE42E9A4','value','email',X'1BA19F07A8A7548F9419B4439C765EEF','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6B89C140D44951B98D422160CE42E9A4','sort','email_sort',X'1BA19F07A8A7548F9419B4439C765EEF','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6B89C140D44951B98D422160CE42E9A4','fold','email_fold',X'1BA19F07A8A7548F9419B4439C765EEF','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6B89C140D44951B98D422160CE42E9A4','value','identity',X'396AF9CD65625255B1425F6557E1DF38','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6B89C140D44951B98D422160CE42E9A4','sort','identity_sort',X'396AF9CD65625255B1425F6557E1DF38','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6B89C140D44951B98D422160CE42E9A4','fold','identity_fold',X'396AF9CD65625255B1425F6557E1DF38','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6B89C140D44951B98D422160CE42E9A4','value','active',X'E4F2A942C44F5102BEAFF61FA6CE21DE','','boolean',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6B89C140D44951B98D422160CE42E9A4','value','manager',X'90B679D524CF5F088BC0AA2FA0C9C0E8','','reference',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6B89C140D44951B98D422160CE42E9A4','value','language',X'1BA3A5FD9BEF55CCB0456C58C63E2C76','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6B89C140D44951B98D422160CE42E9A4','sort','language_sort',X'1BA3A5FD9BEF55CCB0456C58C63E2C76','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6B89C140D44951B98D422160CE42E9A4','value','zone',X'C9C8BC7721C65BA8B029279B7F6F87DB','','text',1,0);
INSERT INTO "keel_meta_column" VALUES(X'6B89C140D44951B98D422160CE42E9A4','sort','zone_sort',X'C9C8BC7721C65BA8B029279B7F6F87DB','','text',1,0);
CREATE TABLE keel_meta_component (
	uid BLOB NOT NULL, 
	kind TEXT NOT NULL, 
	"of" TEXT NOT NULL, 
	name TEXT NOT NULL, 
	package TEXT NOT NULL, 
	body TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	rev BIGINT NOT NULL, 
	dead BOOLEAN NOT NULL, 
	PRIMARY KEY (uid)
);
INSERT INTO "keel_meta_component" VALUES(X'F1DCC26A84A85BADAA6DF77D33E61FC7','field','deal','amount','small','{"audit":true,"label":{"en":"Amount","zh":"金额"},"type":"currency"}','e93dac8beea748449d4b6765d4db9243d4ae465196d3204738d7b14d1b4cb1a4',1,0);
INSERT INTO "keel_meta_component" VALUES(X'8A80EA9DA4C25922AF4F7DA82FA52554','field','deal','close_date','small','{"label":{"en":"Close date","zh":"结束日期"},"type":"date"}','eca4cf5d70f342059f71f4f08b1bf1d6302d363323b5c23702877a7df00a282f',1,0);
INSERT INTO "keel_meta_component" VALUES(X'A368490C4C7A563FBC46D3DF38DC9B5F','field','deal','firm','small','{"label":{"en":"Firm","zh":"公司"},"on_delete":"restrict","to":"firm","type":"lookup"}','9d8d1682d41a8ba0c24d82f35103670624f5555495b63036db3cd3b8ab1b5bec',1,0);
INSERT INTO "keel_meta_component" VALUES(X'50044742A20257699F190A4A0758EBDC','field','deal','margin','small','{"label":{"en":"Margin","zh":"毛利率"},"type":"percent"}','517152c4ac846b2e73271dc0c519226e978f0787cc876a9f9a80b990afb8553d',1,0);
INSERT INTO "keel_meta_component" VALUES(X'8D8C51D6570159B3BF0C6B2138A98255','field','deal','met_at','small','{"label":{"en":"Met at","zh":"会面时间"},"type":"datetime"}','152ca17136ab39dab729ca0cf2d65b6fbf0f0a8621af9e63bdf1c40b90b32339',1,0);
INSERT INTO "keel_meta_component" VALUES(X'6BF4DA91C2E65854A96DE8C9B1CC8833','field','deal','name','small','{"audit":true,"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"}','c4f62e1dcaecce69cdc309d9e4f26c9591728d523093476674e26a3835a65687',1,0);
INSERT INTO "keel_meta_component" VALUES(X'59D3A524A4B157F096AB79FA1FAAC401','field','deal','notes','small','{"label":{"en":"Notes","zh":"备注"},"type":"long_text"}','dacbfca7b0a8ad406e244c280041c551d7598d9b951de4981379027365cc3efe',1,0);
INSERT INTO "keel_meta_component" VALUES(X'AFA043F92E1A5E3AA9CD4DBC1B1AFF37','field','deal','stage','small','{"audit":true,"default":"''open''","label":{"en":"Stage","zh":"阶段"},"options":[{"id":"open","label":{"en":"Open","zh":"进行中"}},{"id":"won","label":{"en":"Won","zh":"赢单"}},{"id":"lost","label":{"en":"Lost","zh":"输单"}}],"required":true,"type":"select"}','cbfcc6a55adb64fbc5a4cdda6167aef27bee9b2ea85c76d529f2c8c1fa7804a2',1,0);
INSERT INTO "keel_meta_component" VALUES(X'CC23DFFB5B8157B6875B367CCF9E0738','field','firm','email','small','{"label":{"en":"Email","zh":"邮箱"},"type":"email"}','7b5764b3f9c6d9399cc10b3cb83d69816bbf2887ae6121b04a96e68250f20c8a',1,0);
INSERT INTO "keel_meta_component" VALUES(X'AADF989124945E9B8360731B9FE85D22','field','firm','industry','small','{"label":{"en":"Industry","zh":"行业"},"options":[{"id":"energy","label":{"en":"Energy","zh":"能源"}},{"id":"medical","label":{"en":"Medical","zh":"医疗"}}],"type":"select"}','7c4c40c2830f174bb7ccf57d209434c174e0aef195953d6b42629f51e220be4e',1,0);
INSERT INTO "keel_meta_component" VALUES(X'35A1E9D15A8B54D7B62EB59061744987','field','firm','name','small','{"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"}','5ce4b19c7ef73dfd4f7df20e1df38c37b17620c7bbbea416b504a5398be6578e',1,0);
INSERT INTO "keel_meta_component" VALUES(X'31E6143AFE8D560BABD8DBF62A01687F','field','firm','number','small','{"label":{"en":"Number","zh":"编号"},"type":"text","unique":true}','f0aff12ca87515ab64cb0bac978af0f60c4b9eef406420ef68badd4a1db6a24a',1,0);
INSERT INTO "keel_meta_component" VALUES(X'3934CAFD03505F89ACC798CF78312C9A','field','firm','parent','small','{"label":{"en":"Parent","zh":"上级公司"},"on_delete":"set_null","to":"firm","type":"lookup"}','ff49fed3ff08980cd7c5d560bd3c2fc9007e7f05bdd8320ebdb41f8c261c07be',1,0);
INSERT INTO "keel_meta_component" VALUES(X'DE11F1873EC15EB886EE303C649FE61F','field','firm','phone','small','{"label":{"en":"Phone","zh":"电话"},"type":"phone"}','85cb1902454e44c8f0a1824fc09861f84e1b014a23600cd741831f735b5907e0',1,0);
INSERT INTO "keel_meta_component" VALUES(X'6FE9F41E31A254F68EF9929D26396526','field','line','deal','small','{"label":{"en":"Deal","zh":"交易"},"to":"deal","type":"master_detail"}','f74804fe24f4dc3c60b5f15cf648b18e3e9cf7862cb485b30d7d320a570d45b5',1,0);
INSERT INTO "keel_meta_component" VALUES(X'F759C3C58A245186B3729868D423FC77','field','line','price','small','{"label":{"en":"Price","zh":"价格"},"type":"currency"}','50d2924b9b0bdbbdaeda1ba8283fc30426b84cb20ca9150c23095ffc4890cca0',1,0);
INSERT INTO "keel_meta_component" VALUES(X'35F0581FE1B05275B5A51765514735C6','field','line','quantity','small','{"label":{"en":"Quantity","zh":"数量"},"type":"integer"}','ab959b0dfc44cbac498b1fbdc1aff512b76c045167e032385eaf9ee7613b9e86',1,0);
INSERT INTO "keel_meta_component" VALUES(X'FF9C4413C0465372AA912163B8F0FF1F','field','line','title','small','{"label":{"en":"Title","zh":"标题"},"required":true,"type":"text"}','65683f8b602a9491bb7f58cd8e85f79641bc249d79974614fc02ca6a3bdd19af',1,0);
INSERT INTO "keel_meta_component" VALUES(X'C3646ED5B14458F189DD76618705FE70','field','machine','name','small','{"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"}','5e630967d9cc3bf3815a8b7ced5612d3e6262eb1bb411db8138ef91222571a62',1,0);
INSERT INTO "keel_meta_component" VALUES(X'2D0BA28C54DE5367A20BC2B5D1CEBB1A','field','machine','power','small','{"label":{"en":"Power","zh":"功率"},"type":"decimal"}','0bdd1adf4e1aae8d94afee4986895f24912f2c16a3dc53f35db85ef883e155c9',1,0);
INSERT INTO "keel_meta_component" VALUES(X'CFDF6CE300A85A6E9EB426E07AB55E21','field','machine','running','small','{"label":{"en":"Running","zh":"运行中"},"type":"boolean"}','3e35f7aa7a4c12431e3e32a997e842010774d983437aec25034d9ab34e65f13e',1,0);
INSERT INTO "keel_meta_component" VALUES(X'E4F2A942C44F5102BEAFF61FA6CE21DE','field','user','active','small','{"default":"true","label":{"en":"Active","zh":"启用"},"type":"boolean"}','91747d99944c4f9e1ee126e092a9410ac3bf077442e2cc660d63cdba2ecdd4bb',1,0);
INSERT INTO "keel_meta_component" VALUES(X'1BA19F07A8A7548F9419B4439C765EEF','field','user','email','small','{"label":{"en":"Email","zh":"邮箱"},"type":"email","unique":true}','c3658905ebb9ed86cfb6ae8596f8d03d57af290942ee5567681dc81ed88938b2',1,0);
INSERT INTO "keel_meta_component" VALUES(X'396AF9CD65625255B1425F6557E1DF38','field','user','identity','small','{"label":{"en":"Login","zh":"登录账号"},"type":"text","unique":true}','e2e85111b965284d8962f99f621fbd7a43f1d87bf577587525c317f3f3dd7124',1,0);
INSERT INTO "keel_meta_component" VALUES(X'1BA3A5FD9BEF55CCB0456C58C63E2C76','field','user','language','small','{"label":{"en":"Language","zh":"语言"},"type":"text"}','a9c8bfa1dd3a407e9be913e1806e7e6e759e503e8d21a46548f629be5eeaa475',1,0);
INSERT INTO "keel_meta_component" VALUES(X'90B679D524CF5F088BC0AA2FA0C9C0E8','field','user','manager','small','{"label":{"en":"Reports to","zh":"直属上级"},"type":"user"}','9204765b35a15457e18c9bfac4725faea3d0b4501b54900eb73e44f298fbb50e',1,0);
INSERT INTO "keel_meta_component" VALUES(X'8C550AC1FA635C518A36C7A9DA3394DB','field','user','name','small','{"label":{"en":"Name","zh":"姓名"},"required":true,"type":"text"}','8fd1bc2ca0daccf27fefac28c74e100026f7fdb9dae96a679fa22e23921b2495',1,0);
INSERT INTO "keel_meta_component" VALUES(X'C9C8BC7721C65BA8B029279B7F6F87DB','field','user','zone','small','{"label":{"en":"Time zone","zh":"时区"},"type":"text"}','6a652640f9d2f8ef7b5bd791af626392be30dfe543f8136d21c3e463e747ffac',1,0);
INSERT INTO "keel_meta_component" VALUES(X'64B3D799052F52E38BC4FC0704B15BFA','object','','deal','small','{"features":["history"],"field_order":["name","firm","stage","amount","margin","close_date","met_at","notes"],"indexes":[{"fields":["stage","close_date"],"id":"by_stage"}],"label":{"en":"Deal","zh":"交易"},"name_field":"name","plural":{"en":"Deals","zh":"交易"},"rate_date":"close_date","search":["name"]}','7da6b17271627d746b525d7294b632ed2f267b789816cc3e2be997961a06a887',1,0);
INSERT INTO "keel_meta_component" VALUES(X'6509DF7ACF175259A184DCDAD916490B','object','','firm','small','{"features":["history"],"field_order":["name","number","email","phone","parent","industry"],"label":{"en":"Firm","zh":"公司"},"name_field":"name","plural":{"en":"Firms","zh":"公司"},"search":["name","email","phone"]}','3eca8ea891b02471eaeb28a1a6e821709bbf2c6f29303e25e37baa2cf4151123',1,0);
INSERT INTO "keel_meta_component" VALUES(X'72BB52801CE85F2F86EA96EC3E5780EE','object','','line','small','{"field_order":["title","deal","quantity","price"],"label":{"en":"Line","zh":"明细"},"name_field":"title","plural":{"en":"Lines","zh":"明细"}}','abe0c091bca5d3ba3a7e2cd5d6508ec8423a302a1a0761e09d4edb5b71358a95',1,0);
INSERT INTO "keel_meta_component" VALUES(X'689D8EEA77F55E3F851764FF0D67654F','object','','machine','small','{"default_access":"write","field_order":["name","power","running"],"label":{"en":"Device","zh":"机器"},"name_field":"name","owner":"none","plural":{"en":"Machines","zh":"机器"}}','c48f208b0546e073ee79f6c59bec374bcb60222c4a1404b230976dc76d144558',2,0);
INSERT INTO "keel_meta_component" VALUES(X'6B89C140D44951B98D422160CE42E9A4','object','','user','small','{"default_access":"read","field_order":["name","email","identity","active","manager","language","zone"],"label":{"en":"User","zh":"用户"},"name_field":"name","owner":"none","plural":{"en":"Users","zh":"用户"},"search":["name","email"]}','11cc40d4f02f905e698859ce4e1189aab601be14fe69d3f69c4fb769ccb4b766',1,0);
INSERT INTO "keel_meta_component" VALUES(X'9B32908CFDEA55199C6926882B3B34FD','package','','small','small','{"format":1,"label":{"en":"Small","zh":"小型测试"},"namespace":"","notes":"A package for tests of the engine. People, firms, deals with lines, and machines that nobody owns.","type":"core","version":"1.0.0"}','0a26b4293c5e344e8bde8640a6de0feda88955e62fd6674f9a356e361bc74732',1,0);
INSERT INTO "keel_meta_component" VALUES(X'3701A66ED7065FD28613BB4BAD391DF6','permission_set','','everything','small','{"label":{"en":"Everything","zh":"全部权限"},"objects":{"deal":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"firm":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"line":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"machine":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"user":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"}},"system":["customise","manage_users","import_data","export_data","bulk_edit","view_jobs","purge"]}','e586932a557f4f505a0a4f3c9effacf2fbace514906228cdbc7d19ecfc6666a2',1,0);
INSERT INTO "keel_meta_component" VALUES(X'F3682F01CA9A5FE3B8E3D085504212DE','permission_set','','leading','small','{"label":{"en":"Leading","zh":"管理"},"objects":{"deal":{"create":"yes","delete":"own","export":"yes","fields":{"read":"all","write":"all"},"read":"subordinates","update":"subordinates"},"line":{"create":"yes","delete":"own","export":"yes","fields":{"read":"all","write":"all"},"read":"subordinates","update":"subordinates"}},"system":["bulk_edit","export_data"]}','e2d6ecc5ce7959ee88de544d9992d6ad184c28bc998006ac0f8220b50251756f',1,0);
INSERT INTO "keel_meta_component" VALUES(X'2F0B2816E8B65E538EA9FF7DDE47891A','permission_set','','selling','small','{"label":{"en":"Selling","zh":"销售"},"objects":{"deal":{"create":"yes","delete":"own","export":"no","fields":{"read":{"all_except":["margin"]},"write":{"all_except":["margin"]}},"read":"own","update":"own"},"firm":{"create":"yes","delete":"none","export":"no","fields":{"read":"all","write":"all"},"read":"all","update":"own"},"line":{"create":"yes","delete":"own","export":"no","fields":{"read":"all","write":"all"},"read":"own","update":"own"},"machine":{"create":"no","delete":"none","export":"no","fields":{"read":"all","write":[]},"read":"all","update":"none"},"user":{"create":"no","delete":"none","export":"no","fields":{"read":{"all_except":["identity"]},"write":[]},"read":"all","update":"none"}},"system":[]}','007ebd546872ca306e01355707cd0eea3557a8a0702816dc617caed18f38b131',1,0);
INSERT INTO "keel_meta_component" VALUES(X'95E2B07D04E25AA6965A3C1B575FEE35','role','','admin','small','{"label":{"en":"Administrator","zh":"管理员"},"permission_sets":["everything"]}','4b0a21ad1d63292c2852902c6f057510dede6b7637e31ec5954e13f717be27de',1,0);
INSERT INTO "keel_meta_component" VALUES(X'C7F60C7142C75681B8457B64CA059646','role','','leader','small','{"label":{"en":"Sales leader","zh":"销售主管"},"permission_sets":["selling","leading"]}','09ab411a3ca67956932b1f70f3c336264c5c98b4d2ae386ad9a254cf2d254d40',1,0);
INSERT INTO "keel_meta_component" VALUES(X'4015A1394FD157AAA9CA17F4E374E303','role','','seller','small','{"label":{"en":"Seller","zh":"销售"},"permission_sets":["selling"]}','2281c62510bfe54830ee3adfd63f74527cfc3cb187eccd5ab629f47628556656',1,0);
INSERT INTO "keel_meta_component" VALUES(X'7FED42BC78815322A0E2550D15C1CDDB','settings','','company','small','{"company":{"en":"Small","zh":"小公司"},"currencies":{"active":["EUR","USD","CNY"],"corporate":"EUR"},"fiscal_year_start":1,"language":"en","region":"DE","trash_days":30,"week_start":"monday","zone":"Europe/Berlin"}','ac64ba4ad887111bc0f8ffdc282ed38fedfe0bb31982a69de250a3314d9b84da',1,0);
CREATE TABLE keel_meta_head (
	id BIGINT NOT NULL, 
	rev BIGINT NOT NULL, 
	digest TEXT NOT NULL, 
	perm_epoch BIGINT DEFAULT 0 NOT NULL, 
	identity_epoch BIGINT DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "keel_meta_head" VALUES(1,2,'8c16e7c68fc0497e0d9281e25535d4e7a85477a9edcea3fcf95d7b4240874527',0,0);
CREATE TABLE keel_meta_package (
	name TEXT NOT NULL, 
	namespace TEXT NOT NULL, 
	type TEXT NOT NULL, 
	version TEXT NOT NULL, 
	body TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	rev BIGINT NOT NULL, 
	installed_at BIGINT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "keel_meta_package" VALUES('small','','core','1.0.0','{"components":[{"body":{"audit":true,"label":{"en":"Amount","zh":"金额"},"type":"currency"},"kind":"field","name":"amount","of":"deal","uid":"f1dcc26a-84a8-5bad-aa6d-f77d33e61fc7"},{"body":{"label":{"en":"Close date","zh":"结束日期"},"type":"date"},"kind":"field","name":"close_date","of":"deal","uid":"8a80ea9d-a4c2-5922-af4f-7da82fa52554"},{"body":{"label":{"en":"Firm","zh":"公司"},"on_delete":"restrict","to":"firm","type":"lookup"},"kind":"field","name":"firm","of":"deal","uid":"a368490c-4c7a-563f-bc46-d3df38dc9b5f"},{"body":{"label":{"en":"Margin","zh":"毛利率"},"type":"percent"},"kind":"field","name":"margin","of":"deal","uid":"50044742-a202-5769-9f19-0a4a0758ebdc"},{"body":{"label":{"en":"Met at","zh":"会面时间"},"type":"datetime"},"kind":"field","name":"met_at","of":"deal","uid":"8d8c51d6-5701-59b3-bf0c-6b2138a98255"},{"body":{"audit":true,"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"},"kind":"field","name":"name","of":"deal","uid":"6bf4da91-c2e6-5854-a96d-e8c9b1cc8833"},{"body":{"label":{"en":"Notes","zh":"备注"},"type":"long_text"},"kind":"field","name":"notes","of":"deal","uid":"59d3a524-a4b1-57f0-96ab-79fa1faac401"},{"body":{"audit":true,"default":"''open''","label":{"en":"Stage","zh":"阶段"},"options":[{"id":"open","label":{"en":"Open","zh":"进行中"}},{"id":"won","label":{"en":"Won","zh":"赢单"}},{"id":"lost","label":{"en":"Lost","zh":"输单"}}],"required":true,"type":"select"},"kind":"field","name":"stage","of":"deal","uid":"afa043f9-2e1a-5e3a-a9cd-4dbc1b1aff37"},{"body":{"label":{"en":"Email","zh":"邮箱"},"type":"email"},"kind":"field","name":"email","of":"firm","uid":"cc23dffb-5b81-57b6-875b-367ccf9e0738"},{"body":{"label":{"en":"Industry","zh":"行业"},"options":[{"id":"energy","label":{"en":"Energy","zh":"能源"}},{"id":"medical","label":{"en":"Medical","zh":"医疗"}}],"type":"select"},"kind":"field","name":"industry","of":"firm","uid":"aadf9891-2494-5e9b-8360-731b9fe85d22"},{"body":{"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"},"kind":"field","name":"name","of":"firm","uid":"35a1e9d1-5a8b-54d7-b62e-b59061744987"},{"body":{"label":{"en":"Number","zh":"编号"},"type":"text","unique":true},"kind":"field","name":"number","of":"firm","uid":"31e6143a-fe8d-560b-abd8-dbf62a01687f"},{"body":{"label":{"en":"Parent","zh":"上级公司"},"on_delete":"set_null","to":"firm","type":"lookup"},"kind":"field","name":"parent","of":"firm","uid":"3934cafd-0350-5f89-acc7-98cf78312c9a"},{"body":{"label":{"en":"Phone","zh":"电话"},"type":"phone"},"kind":"field","name":"phone","of":"firm","uid":"de11f187-3ec1-5eb8-86ee-303c649fe61f"},{"body":{"label":{"en":"Deal","zh":"交易"},"to":"deal","type":"master_detail"},"kind":"field","name":"deal","of":"line","uid":"6fe9f41e-31a2-54f6-8ef9-929d26396526"},{"body":{"label":{"en":"Price","zh":"价格"},"type":"currency"},"kind":"field","name":"price","of":"line","uid":"f759c3c5-8a24-5186-b372-9868d423fc77"},{"body":{"label":{"en":"Quantity","zh":"数量"},"type":"integer"},"kind":"field","name":"quantity","of":"line","uid":"35f0581f-e1b0-5275-b5a5-1765514735c6"},{"body":{"label":{"en":"Title","zh":"标题"},"required":true,"type":"text"},"kind":"field","name":"title","of":"line","uid":"ff9c4413-c046-5372-aa91-2163b8f0ff1f"},{"body":{"label":{"en":"Name","zh":"名称"},"required":true,"type":"text"},"kind":"field","name":"name","of":"machine","uid":"c3646ed5-b144-58f1-89dd-76618705fe70"},{"body":{"label":{"en":"Power","zh":"功率"},"type":"decimal"},"kind":"field","name":"power","of":"machine","uid":"2d0ba28c-54de-5367-a20b-c2b5d1cebb1a"},{"body":{"label":{"en":"Running","zh":"运行中"},"type":"boolean"},"kind":"field","name":"running","of":"machine","uid":"cfdf6ce3-00a8-5a6e-9eb4-26e07ab55e21"},{"body":{"default":"true","label":{"en":"Active","zh":"启用"},"type":"boolean"},"kind":"field","name":"active","of":"user","uid":"e4f2a942-c44f-5102-beaf-f61fa6ce21de"},{"body":{"label":{"en":"Email","zh":"邮箱"},"type":"email","unique":true},"kind":"field","name":"email","of":"user","uid":"1ba19f07-a8a7-548f-9419-b4439c765eef"},{"body":{"label":{"en":"Login","zh":"登录账号"},"type":"text","unique":true},"kind":"field","name":"identity","of":"user","uid":"396af9cd-6562-5255-b142-5f6557e1df38"},{"body":{"label":{"en":"Language","zh":"语言"},"type":"text"},"kind":"field","name":"language","of":"user","uid":"1ba3a5fd-9bef-55cc-b045-6c58c63e2c76"},{"body":{"label":{"en":"Reports to","zh":"直属上级"},"type":"user"},"kind":"field","name":"manager","of":"user","uid":"90b679d5-24cf-5f08-8bc0-aa2fa0c9c0e8"},{"body":{"label":{"en":"Name","zh":"姓名"},"required":true,"type":"text"},"kind":"field","name":"name","of":"user","uid":"8c550ac1-fa63-5c51-8a36-c7a9da3394db"},{"body":{"label":{"en":"Time zone","zh":"时区"},"type":"text"},"kind":"field","name":"zone","of":"user","uid":"c9c8bc77-21c6-5ba8-b029-279b7f6f87db"},{"body":{"features":["history"],"field_order":["name","firm","stage","amount","margin","close_date","met_at","notes"],"indexes":[{"fields":["stage","close_date"],"id":"by_stage"}],"label":{"en":"Deal","zh":"交易"},"name_field":"name","plural":{"en":"Deals","zh":"交易"},"rate_date":"close_date","search":["name"]},"kind":"object","name":"deal","of":"","uid":"64b3d799-052f-52e3-8bc4-fc0704b15bfa"},{"body":{"features":["history"],"field_order":["name","number","email","phone","parent","industry"],"label":{"en":"Firm","zh":"公司"},"name_field":"name","plural":{"en":"Firms","zh":"公司"},"search":["name","email","phone"]},"kind":"object","name":"firm","of":"","uid":"6509df7a-cf17-5259-a184-dcdad916490b"},{"body":{"field_order":["title","deal","quantity","price"],"label":{"en":"Line","zh":"明细"},"name_field":"title","plural":{"en":"Lines","zh":"明细"}},"kind":"object","name":"line","of":"","uid":"72bb5280-1ce8-5f2f-86ea-96ec3e5780ee"},{"body":{"default_access":"write","field_order":["name","power","running"],"label":{"en":"Machine","zh":"机器"},"name_field":"name","owner":"none","plural":{"en":"Machines","zh":"机器"}},"kind":"object","name":"machine","of":"","uid":"689d8eea-77f5-5e3f-8517-64ff0d67654f"},{"body":{"default_access":"read","field_order":["name","email","identity","active","manager","language","zone"],"label":{"en":"User","zh":"用户"},"name_field":"name","owner":"none","plural":{"en":"Users","zh":"用户"},"search":["name","email"]},"kind":"object","name":"user","of":"","uid":"6b89c140-d449-51b9-8d42-2160ce42e9a4"},{"body":{"format":1,"label":{"en":"Small","zh":"小型测试"},"namespace":"","notes":"A package for tests of the engine. People, firms, deals with lines, and machines that nobody owns.","type":"core","version":"1.0.0"},"kind":"package","name":"small","of":"","uid":"9b32908c-fdea-5519-9c69-26882b3b34fd"},{"body":{"label":{"en":"Everything","zh":"全部权限"},"objects":{"deal":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"firm":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"line":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"machine":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"},"user":{"create":"yes","delete":"all","export":"yes","fields":{"read":"all","write":"all"},"read":"all","update":"all"}},"system":["customise","manage_users","import_data","export_data","bulk_edit","view_jobs","purge"]},"kind":"permission_set","name":"everything","of":"","uid":"3701a66e-d706-5fd2-8613-bb4bad391df6"},{"body":{"label":{"en":"Leading","zh":"管理"},"objects":{"deal":{"create":"yes","delete":"own","export":"yes","fields":{"read":"all","write":"all"},"read":"subordinates","update":"subordinates"},"line":{"create":"yes","delete":"own","export":"yes","fields":{"read":"all","write":"all"},"read":"subordinates","update":"subordinates"}},"system":["bulk_edit","export_data"]},"kind":"permission_set","name":"leading","of":"","uid":"f3682f01-ca9a-5fe3-b8e3-d085504212de"},{"body":{"label":{"en":"Selling","zh":"销售"},"objects":{"deal":{"create":"yes","delete":"own","export":"no","fields":{"read":{"all_except":["margin"]},"write":{"all_except":["margin"]}},"read":"own","update":"own"},"firm":{"create":"yes","delete":"none","export":"no","fields":{"read":"all","write":"all"},"read":"all","update":"own"},"line":{"create":"yes","delete":"own","export":"no","fields":{"read":"all","write":"all"},"read":"own","update":"own"},"machine":{"create":"no","delete":"none","export":"no","fields":{"read":"all","write":[]},"read":"all","update":"none"},"user":{"create":"no","delete":"none","export":"no","fields":{"read":{"all_except":["identity"]},"write":[]},"read":"all","update":"none"}},"system":[]},"kind":"permission_set","name":"selling","of":"","uid":"2f0b2816-e8b6-5e53-8ea9-ff7dde47891a"},{"body":{"label":{"en":"Administrator","zh":"管理员"},"permission_sets":["everything"]},"kind":"role","name":"admin","of":"","uid":"95e2b07d-04e2-5aa6-965a-3c1b575fee35"},{"body":{"label":{"en":"Sales leader","zh":"销售主管"},"permission_sets":["selling","leading"]},"kind":"role","name":"leader","of":"","uid":"c7f60c71-42c7-5681-b845-7b64ca059646"},{"body":{"label":{"en":"Seller","zh":"销售"},"permission_sets":["selling"]},"kind":"role","name":"seller","of":"","uid":"4015a139-4fd1-57aa-a9ca-17f4e374e303"},{"body":{"company":{"en":"Small","zh":"小公司"},"currencies":{"active":["EUR","USD","CNY"],"corporate":"EUR"},"fiscal_year_start":1,"language":"en","region":"DE","trash_days":30,"week_start":"monday","zone":"Europe/Berlin"},"kind":"settings","name":"company","of":"","uid":"7fed42bc-7881-5322-a0e2-550d15c1cddb"}],"label":{"en":"Small","zh":"小型测试"},"patches":[],"requires":{}}','de8783488ab7d1912b6d63500ee3a2e257a7b858d001c5a4efa6c07c9ffe9dcd',1,1795659945142814);
INSERT INTO "keel_meta_package" VALUES('own','x','tenant','1.0.0','{"components":[],"label":{"en":"Own changes","zh":"自定义修改"},"patches":[{"base":"78c41ed0f09ba7439887c7fcf452ed62d19954a48caeeb95972df7e0f81ea336","namespace":"x","op":"set","pointer":"/label/en","target":["object","","machine"],"uid":"689d8eea-77f5-5e3f-8517-64ff0d67654f","value":"Device"}],"requires":{}}','f94ad3fe4257c0f65a91f5bc6ee9616622eb1b33177768bec959bc0b4ff266dc',2,1795659945296470);
CREATE TABLE keel_meta_revision (
	rev BIGINT NOT NULL, 
	parent BIGINT NOT NULL, 
	digest TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	"by" BLOB, 
	actor TEXT NOT NULL, 
	message TEXT NOT NULL, 
	plan_digest TEXT NOT NULL, 
	"plan" TEXT NOT NULL, 
	PRIMARY KEY (rev)
);
INSERT INTO "keel_meta_revision" VALUES(1,0,'db6f0e393819a2677265680cf0108ab5b997df088c6392da864a19c095416fea',1795659945144483,NULL,'tests','install small 1.0.0','cc1551f5bf859a764da4a3d87dbf2891d6c68fea666e1827298fd7dbfffcea84','[{"class":"meta","action":"meta","text":"add field “deal.amount”","kind":"field","object":"deal","field":"amount","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “deal.close_date”","kind":"field","object":"deal","field":"close_date","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “deal.firm”","kind":"field","object":"deal","field":"firm","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “deal.margin”","kind":"field","object":"deal","field":"margin","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “deal.met_at”","kind":"field","object":"deal","field":"met_at","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “deal.name”","kind":"field","object":"deal","field":"name","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “deal.notes”","kind":"field","object":"deal","field":"notes","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “deal.stage”","kind":"field","object":"deal","field":"stage","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “firm.email”","kind":"field","object":"firm","field":"email","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “firm.industry”","kind":"field","object":"firm","field":"industry","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “firm.name”","kind":"field","object":"firm","field":"name","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “firm.number”","kind":"field","object":"firm","field":"number","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “firm.parent”","kind":"field","object":"firm","field":"parent","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “firm.phone”","kind":"field","object":"firm","field":"phone","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “line.deal”","kind":"field","object":"line","field":"deal","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “line.price”","kind":"field","object":"line","field":"price","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “line.quantity”","kind":"field","object":"line","field":"quantity","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “line.title”","kind":"field","object":"line","field":"title","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “machine.name”","kind":"field","object":"machine","field":"name","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “machine.power”","kind":"field","object":"machine","field":"power","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “machine.running”","kind":"field","object":"machine","field":"running","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “user.active”","kind":"field","object":"user","field":"active","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “user.email”","kind":"field","object":"user","field":"email","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “user.identity”","kind":"field","object":"user","field":"identity","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “user.language”","kind":"field","object":"user","field":"language","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “user.manager”","kind":"field","object":"user","field":"manager","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “user.name”","kind":"field","object":"user","field":"name","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add field “user.zone”","kind":"field","object":"user","field":"zone","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add object “deal”","kind":"object","object":"deal","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add object “firm”","kind":"object","object":"firm","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add object “line”","kind":"object","object":"line","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add object “machine”","kind":"object","object":"machine","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add object “user”","kind":"object","object":"user","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add package “small”","kind":"package","object":"","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add permission set “everything”","kind":"permission_set","object":"","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add permission set “leading”","kind":"permission_set","object":"","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add permission set “selling”","kind":"permission_set","object":"","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add role “admin”","kind":"role","object":"","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add role “leader”","kind":"role","object":"","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add role “seller”","kind":"role","object":"","field":"","physical":"","rows":null,"later":false},{"class":"meta","action":"meta","text":"add settings “company”","kind":"settings","object":"","field":"","physical":"","rows":null,"later":false},{"class":"instant","action":"table","text":"create the table of “deal”","kind":"object","object":"deal","field":"","physical":"deal","rows":null,"later":false},{"class":"instant","action":"table","text":"create the table of “firm”","kind":"object","object":"firm","field":"","physical":"firm","rows":null,"later":false},{"class":"instant","action":"table","text":"create the table of “line”","kind":"object","object":"line","field":"","physical":"line","rows":null,"later":false},{"class":"instant","action":"table","text":"create the table of “machine”","kind":"object","object":"machine","field":"","physical":"machine","rows":null,"later":false},{"class":"instant","action":"table","text":"create the table of “user”","kind":"object","object":"user","field":"","physical":"user","rows":null,"later":false},{"class":"instant","action":"index","text":"index “deal” by deletion","kind":"object","object":"deal","field":"","physical":"i_deal_3c145796","rows":null,"later":false},{"class":"instant","action":"index","text":"index “deal” by import_ref","kind":"object","object":"deal","field":"","physical":"i_deal_33fc0d2e","rows":null,"later":false},{"class":"instant","action":"index","text":"index “deal” by owner","kind":"object","object":"deal","field":"","physical":"i_deal_264208a2","rows":null,"later":false},{"class":"instant","action":"index","text":"index “deal” by name","kind":"object","object":"deal","field":"","physical":"i_deal_03cea1dc","rows":null,"later":false},{"class":"instant","action":"index","text":"index “deal” by firm","kind":"object","object":"deal","field":"","physical":"i_deal_b24931bf","rows":null,"later":false},{"class":"instant","action":"index","text":"index “deal” by stage, close_date","kind":"object","object":"deal","field":"","physical":"i_deal_80cc3da3","rows":null,"later":false},{"class":"instant","action":"index","text":"index “firm” by deletion","kind":"object","object":"firm","field":"","physical":"i_firm_365a8643","rows":null,"later":false},{"class":"instant","action":"index","text":"index “firm” by import_ref","kind":"object","object":"firm","field":"","physical":"i_firm_1d37aa4e","rows":null,"later":false},{"class":"instant","action":"index","text":"index “firm” by owner","kind":"object","object":"firm","field":"","physical":"i_firm_b41040e6","rows":null,"later":false},{"class":"instant","action":"index","text":"index “firm” by name","kind":"object","object":"firm","field":"","physical":"i_firm_ec68032e","rows":null,"later":false},{"class":"instant","action":"index","text":"index “firm” by number","kind":"object","object":"firm","field":"","physical":"i_firm_3646f9d3","rows":null,"later":false},{"class":"instant","action":"index","text":"index “firm” by parent","kind":"object","object":"firm","field":"","physical":"i_firm_d0e8d0f4","rows":null,"later":false},{"class":"instant","action":"index","text":"index “line” by deletion","kind":"object","object":"line","field":"","physical":"i_line_aaeb7bd3","rows":null,"later":false},{"class":"instant","action":"index","text":"index “line” by import_ref","kind":"object","object":"line","field":"","physical":"i_line_ad48cc19","rows":null,"later":false},{"class":"instant","action":"index","text":"index “line” by title","kind":"object","object":"line","field":"","physical":"i_line_2575a78a","rows":null,"later":false},{"class":"instant","action":"index","text":"index “line” by deal","kind":"object","object":"line","field":"","physical":"i_line_0429d2ef","rows":null,"later":false},{"class":"instant","action":"index","text":"index “machine” by deletion","kind":"object","object":"machine","field":"","physical":"i_machine_5c9aae54","rows":null,"later":false},{"class":"instant","action":"index","text":"index “machine” by import_ref","kind":"object","object":"machine","field":"","physical":"i_machine_8728af80","rows":null,"later":false},{"class":"instant","action":"index","text":"index “machine” by name","kind":"object","object":"machine","field":"","physical":"i_machine_95c23b70","rows":null,"later":false},{"class":"instant","action":"index","text":"index “user” by deletion","kind":"object","object":"user","field":"","physical":"i_user_2365cd67","rows":null,"later":false},{"class":"instant","action":"index","text":"index “user” by import_ref","kind":"object","object":"user","field":"","physical":"i_user_b168915e","rows":null,"later":false},{"class":"instant","action":"index","text":"index “user” by name","kind":"object","object":"user","field":"","physical":"i_user_5d8fceee","rows":null,"later":false},{"class":"instant","action":"index","text":"index “user” by email","kind":"object","object":"user","field":"","physical":"i_user_0991d865","rows":null,"later":false},{"class":"instant","action":"index","text":"index “user” by identity","kind":"object","object":"user","field":"","physical":"i_user_f163f884","rows":null,"later":false},{"class":"instant","action":"index","text":"index “user” by manager","kind":"object","object":"user","field":"","physical":"i_user_ef781444","rows":null,"later":false}]');
INSERT INTO "keel_meta_revision" VALUES(2,1,'8c16e7c68fc0497e0d9281e25535d4e7a85477a9edcea3fcf95d7b4240874527',1795659945296909,NULL,'tests','call machines devices','ed43916c4dfb7e1da6eeb4321c1e3d549774b2d430078abe7b104b185e9b3a6a','[{"class":"meta","action":"meta","text":"change object “machine”","kind":"object","object":"machine","field":"","physical":"","rows":null,"later":false}]');
CREATE TABLE keel_meta_uid (
	uid BLOB NOT NULL, 
	package TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	parent TEXT NOT NULL, 
	name TEXT NOT NULL, 
	generation BIGINT NOT NULL, 
	PRIMARY KEY (uid)
);
INSERT INTO "keel_meta_uid" VALUES(X'F1DCC26A84A85BADAA6DF77D33E61FC7','small','field','deal','amount',0);
INSERT INTO "keel_meta_uid" VALUES(X'8A80EA9DA4C25922AF4F7DA82FA52554','small','field','deal','close_date',0);
INSERT INTO "keel_meta_uid" VALUES(X'A368490C4C7A563FBC46D3DF38DC9B5F','small','field','deal','firm',0);
INSERT INTO "keel_meta_uid" VALUES(X'50044742A20257699F190A4A0758EBDC','small','field','deal','margin',0);
INSERT INTO "keel_meta_uid" VALUES(X'8D8C51D6570159B3BF0C6B2138A98255','small','field','deal','met_at',0);
INSERT INTO "keel_meta_uid" VALUES(X'6BF4DA91C2E65854A96DE8C9B1CC8833','small','field','deal','name',0);
INSERT INTO "keel_meta_uid" VALUES(X'59D3A524A4B157F096AB79FA1FAAC401','small','field','deal','notes',0);
INSERT INTO "keel_meta_uid" VALUES(X'AFA043F92E1A5E3AA9CD4DBC1B1AFF37','small','field','deal','stage',0);
INSERT INTO "keel_meta_uid" VALUES(X'CC23DFFB5B8157B6875B367CCF9E0738','small','field','firm','email',0);
INSERT INTO "keel_meta_uid" VALUES(X'AADF989124945E9B8360731B9FE85D22','small','field','firm','industry',0);
INSERT INTO "keel_meta_uid" VALUES(X'35A1E9D15A8B54D7B62EB59061744987','small','field','firm','name',0);
INSERT INTO "keel_meta_uid" VALUES(X'31E6143AFE8D560BABD8DBF62A01687F','small','field','firm','number',0);
INSERT INTO "keel_meta_uid" VALUES(X'3934CAFD03505F89ACC798CF78312C9A','small','field','firm','parent',0);
INSERT INTO "keel_meta_uid" VALUES(X'DE11F1873EC15EB886EE303C649FE61F','small','field','firm','phone',0);
INSERT INTO "keel_meta_uid" VALUES(X'6FE9F41E31A254F68EF9929D26396526','small','field','line','deal',0);
INSERT INTO "keel_meta_uid" VALUES(X'F759C3C58A245186B3729868D423FC77','small','field','line','price',0);
INSERT INTO "keel_meta_uid" VALUES(X'35F0581FE1B05275B5A51765514735C6','small','field','line','quantity',0);
INSERT INTO "keel_meta_uid" VALUES(X'FF9C4413C0465372AA912163B8F0FF1F','small','field','line','title',0);
INSERT INTO "keel_meta_uid" VALUES(X'C3646ED5B14458F189DD76618705FE70','small','field','machine','name',0);
INSERT INTO "keel_meta_uid" VALUES(X'2D0BA28C54DE5367A20BC2B5D1CEBB1A','small','field','machine','power',0);
INSERT INTO "keel_meta_uid" VALUES(X'CFDF6CE300A85A6E9EB426E07AB55E21','small','field','machine','running',0);
INSERT INTO "keel_meta_uid" VALUES(X'E4F2A942C44F5102BEAFF61FA6CE21DE','small','field','user','active',0);
INSERT INTO "keel_meta_uid" VALUES(X'1BA19F07A8A7548F9419B4439C765EEF','small','field','user','email',0);
INSERT INTO "keel_meta_uid" VALUES(X'396AF9CD65625255B1425F6557E1DF38','small','field','user','identity',0);
INSERT INTO "keel_meta_uid" VALUES(X'1BA3A5FD9BEF55CCB0456C58C63E2C76','small','field','user','language',0);
INSERT INTO "keel_meta_uid" VALUES(X'90B679D524CF5F088BC0AA2FA0C9C0E8','small','field','user','manager',0);
INSERT INTO "keel_meta_uid" VALUES(X'8C550AC1FA635C518A36C7A9DA3394DB','small','field','user','name',0);
INSERT INTO "keel_meta_uid" VALUES(X'C9C8BC7721C65BA8B029279B7F6F87DB','small','field','user','zone',0);
INSERT INTO "keel_meta_uid" VALUES(X'64B3D799052F52E38BC4FC0704B15BFA','small','object','','deal',0);
INSERT INTO "keel_meta_uid" VALUES(X'6509DF7ACF175259A184DCDAD916490B','small','object','','firm',0);
INSERT INTO "keel_meta_uid" VALUES(X'72BB52801CE85F2F86EA96EC3E5780EE','small','object','','line',0);
INSERT INTO "keel_meta_uid" VALUES(X'689D8EEA77F55E3F851764FF0D67654F','small','object','','machine',0);
INSERT INTO "keel_meta_uid" VALUES(X'6B89C140D44951B98D422160CE42E9A4','small','object','','user',0);
INSERT INTO "keel_meta_uid" VALUES(X'9B32908CFDEA55199C6926882B3B34FD','small','package','','small',0);
INSERT INTO "keel_meta_uid" VALUES(X'3701A66ED7065FD28613BB4BAD391DF6','small','permission_set','','everything',0);
INSERT INTO "keel_meta_uid" VALUES(X'F3682F01CA9A5FE3B8E3D085504212DE','small','permission_set','','leading',0);
INSERT INTO "keel_meta_uid" VALUES(X'2F0B2816E8B65E538EA9FF7DDE47891A','small','permission_set','','selling',0);
INSERT INTO "keel_meta_uid" VALUES(X'95E2B07D04E25AA6965A3C1B575FEE35','small','role','','admin',0);
INSERT INTO "keel_meta_uid" VALUES(X'C7F60C7142C75681B8457B64CA059646','small','role','','leader',0);
INSERT INTO "keel_meta_uid" VALUES(X'4015A1394FD157AAA9CA17F4E374E303','small','role','','seller',0);
INSERT INTO "keel_meta_uid" VALUES(X'7FED42BC78815322A0E2550D15C1CDDB','small','settings','','company',0);
CREATE TABLE keel_outbox (
	id BLOB NOT NULL, 
	topic TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	revision BIGINT NOT NULL, 
	actor BLOB, 
	attempts BIGINT DEFAULT 0 NOT NULL, 
	available_at BIGINT NOT NULL, 
	lease BIGINT, 
	holder TEXT, 
	error TEXT, 
	again BOOLEAN DEFAULT false NOT NULL, 
	dead BOOLEAN DEFAULT false NOT NULL, 
	created_at BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE keel_recent (
	user BLOB NOT NULL, 
	object BLOB NOT NULL, 
	record BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (user, object, record)
);
CREATE TABLE keel_saved_view (
	id BLOB NOT NULL, 
	owner BLOB NOT NULL, 
	object BLOB NOT NULL, 
	name TEXT NOT NULL, 
	body TEXT NOT NULL, 
	shared BOOLEAN DEFAULT false NOT NULL, 
	created_at BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE keel_schedule_state (
	uid BLOB NOT NULL, 
	next_at BIGINT, 
	last_at BIGINT, 
	note TEXT, 
	PRIMARY KEY (uid)
);
CREATE TABLE keel_search_entry (
	id INTEGER NOT NULL, 
	object BLOB NOT NULL, 
	record BLOB NOT NULL, 
	tokens TEXT NOT NULL, 
	vector TEXT, 
	PRIMARY KEY (id)
);
PRAGMA writable_schema=ON;
INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql)VALUES('table','keel_search_text','keel_search_text',0,'CREATE VIRTUAL TABLE keel_search_text USING fts5(tokens, content=''keel_search_entry'', content_rowid=''id'', tokenize=''unicode61 remove_diacritics 0'', detail=none)');
CREATE TABLE 'keel_search_text_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO "keel_search_text_config" VALUES('version',4);
CREATE TABLE 'keel_search_text_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO "keel_search_text_data" VALUES(1,X'');
INSERT INTO "keel_search_text_data" VALUES(10,X'00000000000000');
CREATE TABLE 'keel_search_text_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
CREATE TABLE 'keel_search_text_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE keel_system_version (
	version_num VARCHAR(32)
);
INSERT INTO "keel_system_version" VALUES('0001');
CREATE TABLE keel_user_closure (
	ancestor BLOB NOT NULL, 
	descendant BLOB NOT NULL, 
	depth BIGINT NOT NULL, 
	PRIMARY KEY (ancestor, descendant)
);
INSERT INTO "keel_user_closure" VALUES(X'EAEF85EB04B55286AFF7C1A059439635',X'EAEF85EB04B55286AFF7C1A059439635',0);
INSERT INTO "keel_user_closure" VALUES(X'94CA08D102C75DAD85578BEF4FD42CF9',X'94CA08D102C75DAD85578BEF4FD42CF9',0);
INSERT INTO "keel_user_closure" VALUES(X'5EDB82D4081D57A99D39CDAF65E3E709',X'5EDB82D4081D57A99D39CDAF65E3E709',0);
INSERT INTO "keel_user_closure" VALUES(X'94CA08D102C75DAD85578BEF4FD42CF9',X'5EDB82D4081D57A99D39CDAF65E3E709',1);
INSERT INTO "keel_user_closure" VALUES(X'6A86F3ACE3AE5CB8AF73962671147041',X'6A86F3ACE3AE5CB8AF73962671147041',0);
CREATE TABLE keel_user_setting (
	user BLOB NOT NULL, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (user, "key")
);
CREATE TABLE line (
	id BLOB NOT NULL, 
	owner BLOB, 
	record_type TEXT, 
	currency TEXT, 
	created_at BIGINT, 
	created_by BLOB, 
	updated_at BIGINT, 
	updated_by BLOB, 
	row_version BIGINT, 
	deleted_at BIGINT, 
	deleted_by BLOB, 
	deletion BLOB, 
	import_ref TEXT, 
	title TEXT, 
	title_sort TEXT, 
	deal BLOB, 
	quantity BIGINT, 
	price BIGINT, 
	price_base BIGINT, 
	PRIMARY KEY (id)
);
CREATE TABLE machine (
	id BLOB NOT NULL, 
	owner BLOB, 
	record_type TEXT, 
	currency TEXT, 
	created_at BIGINT, 
	created_by BLOB, 
	updated_at BIGINT, 
	updated_by BLOB, 
	row_version BIGINT, 
	deleted_at BIGINT, 
	deleted_by BLOB, 
	deletion BLOB, 
	import_ref TEXT, 
	name TEXT, 
	name_sort TEXT, 
	power BIGINT, 
	running BOOLEAN, 
	PRIMARY KEY (id)
);
INSERT INTO "machine" VALUES(X'01A215AC55547000ABF9D349ACD05613',NULL,NULL,NULL,1795659945300323,NULL,1795659945300323,NULL,1,NULL,NULL,NULL,NULL,'Press','press',5500000,1);
CREATE TABLE user (
	id BLOB NOT NULL, 
	owner BLOB, 
	record_type TEXT, 
	currency TEXT, 
	created_at BIGINT, 
	created_by BLOB, 
	updated_at BIGINT, 
	updated_by BLOB, 
	row_version BIGINT, 
	deleted_at BIGINT, 
	deleted_by BLOB, 
	deletion BLOB, 
	import_ref TEXT, 
	name TEXT, 
	name_sort TEXT, 
	email TEXT, 
	email_fold TEXT, 
	email_sort TEXT, 
	identity TEXT, 
	identity_fold TEXT, 
	identity_sort TEXT, 
	active BOOLEAN, 
	manager BLOB, 
	language TEXT, 
	language_sort TEXT, 
	zone TEXT, 
	zone_sort TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "user" VALUES(X'EAEF85EB04B55286AFF7C1A059439635',NULL,NULL,NULL,1795659945155935,NULL,1795659945155935,NULL,1,NULL,NULL,NULL,NULL,'Ada Admin','ada admin','ada@example.com','ada@example.com','ada@example.com',NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "user" VALUES(X'94CA08D102C75DAD85578BEF4FD42CF9',NULL,NULL,NULL,1795659945155935,NULL,1795659945155935,NULL,1,NULL,NULL,NULL,NULL,'Lena Leader','lena leader','lena@example.com','lena@example.com','lena@example.com',NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "user" VALUES(X'5EDB82D4081D57A99D39CDAF65E3E709',NULL,NULL,NULL,1795659945155935,NULL,1795659945155935,NULL,1,NULL,NULL,NULL,NULL,'Sam Seller','sam seller','sam@example.com','sam@example.com','sam@example.com',NULL,NULL,NULL,1,X'94CA08D102C75DAD85578BEF4FD42CF9',NULL,NULL,NULL,NULL);
INSERT INTO "user" VALUES(X'6A86F3ACE3AE5CB8AF73962671147041',NULL,NULL,NULL,1795659945155935,NULL,1795659945155935,NULL,1,NULL,NULL,NULL,NULL,'Rita Rival','rita rival','rita@example.com','rita@example.com','rita@example.com',NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL);
CREATE INDEX keel_file_blob_parent_id ON keel_file_blob (parent_id);
CREATE INDEX keel_file_blob_sha256 ON keel_file_blob (sha256);
CREATE INDEX keel_import_run_created_at ON keel_import_run (created_at);
CREATE INDEX keel_import_row_run_state ON keel_import_row (run, state);
CREATE INDEX keel_meta_component_rev ON keel_meta_component (rev);
CREATE INDEX keel_meta_column_rev ON keel_meta_column (rev);
CREATE INDEX keel_meta_uid_name ON keel_meta_uid (package, kind, parent, name);
CREATE INDEX keel_user_closure_descendant ON keel_user_closure (descendant);
CREATE INDEX keel_access_grant_uid ON keel_access_grant (uid);
CREATE UNIQUE INDEX keel_api_token_hash ON keel_api_token (hash);
CREATE INDEX keel_api_token_user ON keel_api_token (user);
CREATE INDEX keel_recent_user_at ON keel_recent (user, at);
CREATE INDEX keel_saved_view_object_owner ON keel_saved_view (object, owner);
CREATE UNIQUE INDEX keel_search_entry_record ON keel_search_entry (record);
CREATE INDEX keel_history_record_id_id ON keel_history (record_id, id);
CREATE INDEX keel_deletion_at ON keel_deletion (at);
CREATE INDEX keel_audit_at ON keel_audit (at);
CREATE INDEX keel_idempotency_at ON keel_idempotency (at);
CREATE UNIQUE INDEX keel_outbox_topic_key ON keel_outbox (topic, "key");
CREATE INDEX keel_outbox_dead_available_at ON keel_outbox (dead, available_at);
CREATE INDEX keel_job_created_at ON keel_job (created_at);
CREATE INDEX i_deal_3c145796 ON deal (deletion) WHERE deletion IS NOT NULL;
CREATE INDEX i_deal_33fc0d2e ON deal (import_ref) WHERE import_ref IS NOT NULL;
CREATE INDEX i_deal_264208a2 ON deal (owner);
CREATE INDEX i_deal_03cea1dc ON deal (name_sort, id);
CREATE INDEX i_deal_b24931bf ON deal (firm);
CREATE INDEX i_deal_80cc3da3 ON deal (stage, close_date, id);
CREATE INDEX i_firm_365a8643 ON firm (deletion) WHERE deletion IS NOT NULL;
CREATE INDEX i_firm_1d37aa4e ON firm (import_ref) WHERE import_ref IS NOT NULL;
CREATE INDEX i_firm_b41040e6 ON firm (owner);
CREATE INDEX i_firm_ec68032e ON firm (name_sort, id);
CREATE UNIQUE INDEX i_firm_3646f9d3 ON firm (number_fold) WHERE deleted_at IS NULL AND number_fold IS NOT NULL;
CREATE INDEX i_firm_d0e8d0f4 ON firm (parent);
CREATE INDEX i_line_aaeb7bd3 ON line (deletion) WHERE deletion IS NOT NULL;
CREATE INDEX i_line_ad48cc19 ON line (import_ref) WHERE import_ref IS NOT NULL;
CREATE INDEX i_line_2575a78a ON line (title_sort, id);
CREATE INDEX i_line_0429d2ef ON line (deal);
CREATE INDEX i_machine_5c9aae54 ON machine (deletion) WHERE deletion IS NOT NULL;
CREATE INDEX i_machine_8728af80 ON machine (import_ref) WHERE import_ref IS NOT NULL;
CREATE INDEX i_machine_95c23b70 ON machine (name_sort, id);
CREATE INDEX i_user_2365cd67 ON user (deletion) WHERE deletion IS NOT NULL;
CREATE INDEX i_user_b168915e ON user (import_ref) WHERE import_ref IS NOT NULL;
CREATE INDEX i_user_5d8fceee ON user (name_sort, id);
CREATE UNIQUE INDEX i_user_0991d865 ON user (email_fold) WHERE deleted_at IS NULL AND email_fold IS NOT NULL;
CREATE UNIQUE INDEX i_user_f163f884 ON user (identity_fold) WHERE deleted_at IS NULL AND identity_fold IS NOT NULL;
CREATE INDEX i_user_ef781444 ON user (manager);
PRAGMA writable_schema=OFF;
COMMIT;
